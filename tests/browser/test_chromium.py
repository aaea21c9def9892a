"""What happens where no Chromium is installed."""

import pytest

from tests.browser.chromium import find_chromium


@pytest.fixture(autouse=True)
def _nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("COURT_TEST_CHROMIUM", raising=False)
    monkeypatch.delenv("CI", raising=False)


def test_without_chromium_a_test_is_skipped_and_says_what_to_install() -> None:
    with pytest.raises(pytest.skip.Exception, match="apt-get install chromium"):
        find_chromium()


def test_on_ci_a_missing_chromium_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        find_chromium()


def test_a_chromium_elsewhere_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURT_TEST_CHROMIUM", "/opt/chromium")
    assert find_chromium() == "/opt/chromium"
