"""The settings of what comes after the drafts: review, site, messages. Part of `config.Settings`."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode


def _site_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must be a plain http(s) URL such as https://example.org/digest")
    return url.rstrip("/")


def _secret_url(url: SecretStr) -> SecretStr:
    parts = urlsplit(url.get_secret_value())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an http(s) URL")
    return url


SecretUrl = Annotated[SecretStr, AfterValidator(_secret_url)]


class PublishingSettings(BaseSettings):
    """Settings of review, site and messages; see `config.Settings`, which has them all."""

    site_url: Annotated[str, AfterValidator(_site_url)] | None = Field(
        None, description="Public address of output/site, for feeds, sitemap and messages. Default: relative links only."
    )
    site_title: str = Field(
        "每日论文摘要", min_length=1, max_length=120, description="Title of the site, its feeds and the messages."
    )
    language: str = Field(
        "zh", pattern="^(zh|en)$", description="Language of the review pages and of the site around the summaries: zh or en."
    )
    review_password: SecretStr | None = Field(
        None, description="Password of `digestgen review`; without one it listens on this machine alone."
    )
    smtp_url: SecretStr | None = Field(
        None, description="Mail server, e.g. smtps://user:password@mail.example.org:465, or smtp://… with STARTTLS."
    )
    mail_from: str | None = Field(None, pattern=r"^[^@\s]+@[^@\s]+$", description="Sender of the mail.")
    mail_to: Annotated[tuple[str, ...], NoDecode] = Field((), description="Receivers of the mail, separated by commas.")
    mail_unsubscribe: str | None = Field(
        None, pattern=r"^(https?://|mailto:)\S+$", description="Address for List-Unsubscribe: an https URL or mailto:."
    )
    notify_urls: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="Services to tell, as apprise spells them, separated by blanks; needs the extra `notify`."
    )
    feishu_webhook: SecretUrl | None = Field(None, description="Webhook of a Feishu or Lark bot.")
    feishu_secret: SecretStr | None = Field(None, description="Signing secret of that bot, where it has one.")
    wecom_webhook: SecretUrl | None = Field(None, description="Webhook of a WeCom bot.")
    heartbeat_url: SecretUrl | None = Field(
        None, description="Asked for with a GET after each run that ended well, as monitors for cron jobs want it."
    )
