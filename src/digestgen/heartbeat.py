"""The sign of life for a monitor of cron jobs: one GET to an address that its owner has set.

It is not `fetch.py`: the address may be http, and in the house (a monitor on the local network is common), it is asked once, and
what it answers does not matter. The address is as good as a password, so it stands in no message.
"""

import threading
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from pydantic import SecretStr

from digestgen.addresses import is_loopback_host

SECONDS = 10.0


def beat(url: SecretStr, *, user_agent: str, seconds: float = SECONDS) -> str:
    """Ask for `url` and return "" if that went well within `seconds`, else why not, in words that do not hold the address."""
    said = [f"no answer within {seconds:g} s"]

    def ask() -> None:
        said[:] = [_ask(url.get_secret_value(), user_agent, seconds)]

    # A thread that may be left behind: the time-out of a socket is for each byte, and a name may take long to resolve.
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    return said[0]


def _ask(url: str, user_agent: str, seconds: float) -> str:
    try:
        request = urllib.request.Request(url, headers={"User-Agent": user_agent})  # noqa: S310 - the setting takes http(s) only
        proxies: dict[str, str] | None = (
            {} if is_loopback_host(urlsplit(url).hostname or "") else None
        )  # None: those of the environment
        with urllib.request.build_opener(urllib.request.ProxyHandler(proxies)).open(request, timeout=seconds):
            return ""
    except urllib.error.HTTPError as error:
        error.close()
        return f"it answered {error.code}"
    except Exception as error:  # noqa: BLE001 - a monitor must never be what ends the run
        return f"no answer ({type(error).__name__})"
