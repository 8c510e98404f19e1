"""Every way in which a completion fails -> our errors: the SDK's and the HTTP client's exceptions, and the faults of `outcomes`.

An HTTP error status is read as a value and not chained: the SDK's exception prints the provider's words, which may hold the key.
"""

import socket
import ssl
from collections.abc import Iterator

import httpx2
import openai

from digestgen.errors import (
    BadRequestError,
    ContextTooLongError,
    CredentialsError,
    DigestgenError,
    QuotaError,
    RateLimitedError,
    RefusedError,
    SettingsError,
    UnreadableAnswerError,
    UpstreamDownError,
    UpstreamError,
)
from digestgen.llm.outcomes import Fault, Kind

TRANSPORT_ERRORS = (openai.APIConnectionError, httpx2.HTTPError, httpx2.InvalidURL, TimeoutError)
"""What a request can raise besides an error status."""


def translate_transport(error: Exception, url: str, deadline_seconds: float) -> DigestgenError:
    """Return our error for a request that got no answer: certificate, name, time, connection."""
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        remedy = "set SSL_CERT_FILE to the certificates of your proxy or company, or install ca-certificates"
        return SettingsError("OPENAI_BASE_URL", f"the certificate of {url} is not trusted", remedy)
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return UpstreamDownError(url, "its host name cannot be resolved", "check OPENAI_BASE_URL, the network and the proxy")
    if any(isinstance(cause, httpx2.ConnectTimeout) for cause in causes):
        return UpstreamDownError(url, "no connection in time", "check the network, and HTTPS_PROXY and ALL_PROXY")
    if any(isinstance(cause, TimeoutError | httpx2.TimeoutException) for cause in causes):
        remedy = "raise DIGESTGEN_LLM_DEADLINE_SECONDS if the model is slow"
        return UpstreamDownError(url, f"no complete answer within {deadline_seconds:g} s", remedy)
    if any(isinstance(cause, httpx2.UnsupportedProtocol | httpx2.InvalidURL) for cause in causes):
        return SettingsError("OPENAI_BASE_URL", "is no http(s) URL", "it looks like https://example.org/v1")
    reason = type(causes[-1]).__name__
    return UpstreamDownError(
        url, f"the connection failed ({reason})", "check that the server runs, and HTTPS_PROXY and ALL_PROXY"
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    current: BaseException | None = error
    while current is not None:
        yield current
        current = current.__cause__ or current.__context__


def translate_construction(error: Exception) -> SettingsError:
    """Return our error for a client that cannot even be made: the proxy settings are the only thing that can be wrong."""
    if isinstance(error, ImportError):
        return SettingsError("ALL_PROXY", "names a SOCKS proxy, but the package socksio is missing", "pip install socksio")
    return SettingsError("HTTPS_PROXY or ALL_PROXY", f"is no usable proxy ({type(error).__name__})", "unset it, or correct it")


def error_of(kind: Kind, fault: Fault, url: str, model: str) -> DigestgenError:
    """Return our error for a fault; `fault.message` must be redacted already."""
    told = f"{fault.status}: {fault.message}"
    match kind:
        case Kind.QUOTA | Kind.CREDENTIALS | Kind.NO_MODEL | Kind.NO_ENDPOINT | Kind.CAP_TOO_LARGE | Kind.CAP_UNKNOWN:
            return _settings_error(kind, told, url, model)
        case Kind.REFUSED:
            return RefusedError(model, f"the content filter refuses the input ({told})")
        case Kind.CONTEXT_TOO_LONG:
            return ContextTooLongError(model, f"the input is too long for the model ({told})", "lower DIGESTGEN_MAX_INPUT_TOKENS")
        case _:
            return _upstream_error(kind, fault, told, url)


def _upstream_error(kind: Kind, fault: Fault, told: str, url: str) -> UpstreamError:
    match kind:
        case Kind.RATE_LIMIT:
            remedy = "lower DIGESTGEN_LLM_CONCURRENCY, or try later"
            return RateLimitedError(url, f"rate limit ({told})", remedy, wait_seconds=fault.wait_seconds)
        case Kind.UNREADABLE:
            return UnreadableAnswerError(url, fault.message, "check OPENAI_BASE_URL: does it end in /v1?", status=200)
        case Kind.DOWN:
            return UpstreamDownError(url, told, status=fault.status)
        case _:
            return BadRequestError(url, told, status=fault.status)


def _settings_error(kind: Kind, told: str, url: str, model: str) -> SettingsError:
    match kind:
        case Kind.QUOTA:
            return QuotaError("OPENAI_API_KEY", f"balance or quota at {url} is used up ({told})", "top up the account")
        case Kind.CREDENTIALS:
            return CredentialsError("OPENAI_API_KEY", f"is refused by {url} ({told})", "check key, and what it may use")
        case Kind.NO_MODEL:
            return SettingsError(
                "DIGESTGEN_MODEL", f"{url} does not know the model {model!r} ({told})", "spell it as the endpoint does"
            )
        case Kind.NO_ENDPOINT:
            return SettingsError("OPENAI_BASE_URL", f"there is no chat endpoint at {url} ({told})", "most end in /v1")
        case _:
            return SettingsError("DIGESTGEN_MAX_OUTPUT_TOKENS", f"is refused by {url} ({told})", "lower it")
