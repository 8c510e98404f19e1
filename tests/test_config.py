"""Settings: where they come from, who wins, and what is refused."""

import os
from pathlib import Path

import pytest

from digestgen.config import Settings, env_example, env_name, is_loopback, load_settings
from digestgen.errors import SettingsError


@pytest.fixture(autouse=True)
def bare_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test an empty folder and an environment without our names."""
    for name in list(os.environ):
        if name.startswith(("DIGESTGEN_", "OPENAI_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_each_source_beats_the_one_below_it(bare_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().model is None
    (bare_folder / "digestgen.toml").write_text('model = "from-toml"\nmax_output_tokens = 1000\n')
    assert load_settings().model == "from-toml"
    (bare_folder / ".env").write_text("DIGESTGEN_MODEL=from-dotenv\n")
    assert load_settings().model == "from-dotenv"
    monkeypatch.setenv("DIGESTGEN_MODEL", "from-environment")
    assert load_settings().model == "from-environment"
    assert load_settings({"model": "from-command-line"}).model == "from-command-line"
    assert load_settings({"model": None}).model == "from-environment", "an option that is not given sets nothing"
    assert load_settings().max_output_tokens == 1000


def test_the_sdk_names_keep_their_spelling_in_every_source(bare_folder: Path) -> None:
    (bare_folder / "digestgen.toml").write_text('openai_base_url = "http://127.0.0.1:9/v1"\n')
    assert load_settings().openai_base_url == "http://127.0.0.1:9/v1"
    (bare_folder / ".env").write_text("OPENAI_BASE_URL=https://llm.example/v1/\nOPENAI_API_KEY=sk-planted\n")
    settings = load_settings()
    assert settings.openai_base_url == "https://llm.example/v1"
    assert settings.require_api_key() == "sk-planted"
    assert load_settings({"openai_base_url": "https://other.example/v1"}).openai_base_url == "https://other.example/v1"


def test_foreign_names_in_dotenv_are_ignored(bare_folder: Path) -> None:
    (bare_folder / ".env").write_text("OTHER_TOOL_KEY=1\nHTTPS_PROXY=http://127.0.0.1:1\nDIGESTGEN_MODEL=m\n")
    assert load_settings().model == "m"


@pytest.mark.parametrize("place", ["environment", ".env", "digestgen.toml"])
def test_a_misspelt_name_is_refused_with_the_nearest(place: str, bare_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if place == "environment":
        monkeypatch.setenv("DIGESTGEN_OUTPUT_DIRR", "x")
    elif place == ".env":
        (bare_folder / ".env").write_text("DIGESTGEN_OUTPUT_DIRR=x\n")
    else:
        (bare_folder / "digestgen.toml").write_text('output_dirr = "x"\n')
    with pytest.raises(SettingsError, match=r"(?i)output_dir\?") as caught:
        load_settings()
    assert place in str(caught.value)
    assert caught.value.exit_code == 4


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENAI_BASE_URL", "ftp://llm.example"),
        ("OPENAI_BASE_URL", "https://user:secret@llm.example/v1"),
        ("DIGESTGEN_ARXIV_GAP_SECONDS", "soon"),
        ("DIGESTGEN_ARXIV_GAP_SECONDS", "nan"),
        ("DIGESTGEN_MAX_OUTPUT_TOKENS", "1"),
        ("OPENAI_BASE_URL", "https://:secret@llm.example/v1"),
        ("OPENAI_BASE_URL", "https://llm.example:abc/v1"),
        ("OPENAI_BASE_URL", "https://llm.example:99999/v1"),
        ("DIGESTGEN_EXTRA_BODY", "{secret"),
        ("DIGESTGEN_EXTRA_BODY", "[1]"),
        ("DIGESTGEN_EXTRA_BODY", '{"messages": []}'),
        ("DIGESTGEN_TEMPERATURE", "9"),
    ],
)
def test_a_wrong_value_names_its_setting_and_is_not_shown(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.subject == name
    assert "secret" not in str(caught.value)


def test_arxiv_gap_may_be_short_only_towards_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGESTGEN_ARXIV_GAP_SECONDS", "0.1")
    with pytest.raises(SettingsError, match="3 seconds"):
        load_settings()
    loopback = {"arxiv_url": "http://127.0.0.1:1", "arxiv_api_url": "http://localhost:1/api/query"}
    assert load_settings(loopback).arxiv_gap_seconds == 0.1


def test_a_broken_file_is_named(bare_folder: Path) -> None:
    (bare_folder / "digestgen.toml").write_text("model = \n")
    with pytest.raises(SettingsError, match=r"digestgen\.toml"):
        load_settings()


def test_model_and_key_are_asked_for_in_words() -> None:
    settings = load_settings()
    with pytest.raises(SettingsError, match="DIGESTGEN_MODEL"):
        settings.require_model()
    with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
        settings.require_api_key()
    assert load_settings({"openai_base_url": "http://localhost:8000/v1"}).require_api_key() == "none"


def test_the_key_is_in_no_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-planted")
    assert "sk-planted" not in repr(load_settings())
    assert "sk-planted" not in load_settings().model_dump_json()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:80", True),
        ("http://[::1]/x", True),
        ("http://localhost", True),
        ("http://localhost.example", False),
        ("http://127.0.0.1.example", False),
        ("https://arxiv.org", False),
    ],
)
def test_loopback_is_told_by_the_host_alone(url: str, expected: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_loopback(url) is expected


def test_the_example_file_is_generated_from_the_settings() -> None:
    """`.env.example` in the checkout is what the settings say; `python docs/generate.py` writes it."""
    assert (Path(__file__).parents[1] / ".env.example").read_text("utf-8") == env_example()
    assert all(f"# {env_name(name)}=" in env_example() for name in Settings.model_fields)
