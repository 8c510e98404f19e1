"""Every secret of the process is known, and nothing else is taken for one."""

from digestgen.config import Settings
from digestgen.secret_values import REDACTED, redact, secret_values


def settings(**values: object) -> Settings:
    return Settings.model_validate({"openai_api_key": None, **values})


def test_key_body_and_named_variables_are_secrets() -> None:
    environment = {
        "GITHUB_TOKEN": "t" * 20,
        "FEISHU_SECRET": "s" * 20,
        "PGPASSWORD": "p" * 9,
        "HTTPS_PROXY": "http://me:proxy-word@proxy.example:8080",
        "KEYBOARD": "k" * 20,
        "PWD": "/home/of/somebody",
        "A_KEY": "short",
    }
    made = settings(openai_api_key="k" * 30, extra_body={"user": "u" * 20, "nested": [{"token": "n" * 20}], "top_k": 5})
    assert secret_values(made, environment) == ("k" * 30, "u" * 20, "n" * 20, "t" * 20, "s" * 20, "p" * 9, "proxy-word")


def test_the_secrets_of_publishing_and_the_keys_in_their_urls_are_secrets() -> None:
    made = settings(
        smtp_url="smtps://robot@x.example:s3cr%40t-word@mail.example.org:465",
        wecom_webhook="https://qyapi.example.com/cgi-bin/webhook/send?key=0a1b2c3d-4e5f-6071",
        notify_urls=("tgram://123456789:abcdefghijklmnop/chat",),
        feishu_secret="sign-with-this",  # noqa: S106 - of this test
    )
    found = secret_values(made, {})
    for secret in ("0a1b2c3d-4e5f-6071", "abcdefghijklmnop", "sign-with-this"):
        assert secret in found
    assert not {"qyapi.example.com", "mail.example.org", "webhook", "cgi-bin"} & set(found), "these may stand in any text"


def test_without_secrets_there_are_none() -> None:
    assert secret_values(settings(), {}) == ()
    assert secret_values(settings(openai_api_key="none"), {"X_TOKEN": " " * 40}) == ()


def test_a_secret_is_replaced_by_what_no_check_lets_pass() -> None:
    assert redact("密钥为 abcdefgh-1 。", ("abcdefgh-1",)) == f"密钥为 {REDACTED} 。"
    assert redact("没有。", ("abcdefgh-1",)) == "没有。"
