"""Which URLs and addresses may be asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digestgen.addresses import Origin, is_exempt, is_loopback_host, is_public_address, printable, read_origin


@pytest.mark.parametrize(
    ("url", "origin", "netloc"),
    [
        ("https://arxiv.org/pdf/2311.12983v1", Origin("https", "arxiv.org", 443), "arxiv.org"),
        ("HTTPS://ArXiv.org", Origin("https", "arxiv.org", 443), "arxiv.org"),
        ("https://mirror.example:8443/?a=b", Origin("https", "mirror.example", 8443), "mirror.example:8443"),
        ("http://127.0.0.1:8000/x", Origin("http", "127.0.0.1", 8000), "127.0.0.1:8000"),
        ("http://[::1]:80/x", Origin("http", "::1", 80), "[::1]"),
        ("https://arxiv.org#@evil.example/", Origin("https", "arxiv.org", 443), "arxiv.org"),
    ],
)
def test_a_plain_url_names_its_origin(url: str, origin: Origin, netloc: str) -> None:
    assert read_origin(url) == origin
    assert read_origin(url).netloc == netloc


@pytest.mark.parametrize(
    "url",
    [
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://①②⑦.⓪.⓪.①/",
        "http://127。0。0。1/",
        "https://arxiv.org@evil.example/",
        "https://user:secret@arxiv.org/",
        "https://evil.example\\@arxiv.org/",
        "https://arxiv.org./",
        "https://arxiv.org /",
        "https://arxiv.org/\r\nHost: evil.example",
        "https://arxiv.org:0/",
        "https://arxiv.org:99999/",
        "https://-x.example/",
        "https://a..b/",
        f"https://{'a' * 64}.example/",
        "https://[::1%25eth0]/",
        "https:///x",
        "//arxiv.org/x",
        "file:///etc/passwd",
        "ftp://arxiv.org/",
        "data:text/html,x",
        "",
    ],
)
def test_an_odd_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_origin(url)


@given(st.text(max_size=40))
def test_whatever_stands_behind_the_scheme_is_read_as_a_host_or_refused(text: str) -> None:
    try:
        origin = read_origin(f"https://{text}")
    except ValueError:
        return
    assert origin.host.isascii()
    assert not set(origin.host) & set("@/\\?# ")


@pytest.mark.parametrize("address", ["8.8.8.8", "151.101.3.42", "2606:4700::1", "::ffff:8.8.8.8"])
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    assert is_public_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",  # noqa: S104 - nothing is bound; it must be refused
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::7f00:1",
        "::ffff:0:7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001:0:1::1",
        "fc00::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "arxiv.org",
        "",
    ],
)
def test_an_address_that_is_special_or_leads_inside_is_not_public(address: str) -> None:
    assert not is_public_address(address)


def test_loopback_is_known_by_name_and_by_address_without_a_look_up() -> None:
    assert [is_loopback_host(host) for host in ("localhost", "127.0.0.1", "::1", "127.9.9.9")] == [True] * 4
    assert not any(is_loopback_host(host) for host in ("localhost.example", "arxiv.org", "10.0.0.1", ""))


def test_no_proxy_means_a_name_and_what_is_below_it() -> None:
    exempt = "localhost, .example.org,arxiv.org"
    assert [is_exempt(host, exempt) for host in ("arxiv.org", "export.arxiv.org", "a.example.org")] == [True] * 3
    assert not any(is_exempt(host, exempt) for host in ("notarxiv.org", "arxiv.org.evil.example"))
    assert is_exempt("anything.example", "*")
    assert not is_exempt("anything.example", "")


def test_a_printed_url_shows_no_password_and_no_control_character() -> None:
    assert printable("https://user:secret@h.example/x\x1b[31m\n中") == "https://h.example/x\\x1b[31m\\x0a\\u4e2d"
    assert len(printable("https://h.example/" + "x" * 999)) == 300
