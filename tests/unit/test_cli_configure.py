from datetime import timedelta
from pathlib import Path

import pytest

from portret.cli.configure import configure, unknown_variables
from portret.kernel import Invalid, Settings


def test_without_anything_said_the_defaults_are_in_force() -> None:
    configuration = configure({}, {})
    assert configuration.settings == Settings()
    assert {origin for _, origin in configuration.shown().values()} == {"default"}


def test_a_file_beats_the_environment_and_a_flag_beats_both(tmp_path: Path) -> None:
    file = tmp_path / "portret.toml"
    file.write_text('port = 2000\nwarehouse_port = 2001\nlog_retention = "P2D"\n')
    configuration = configure(
        {"PORTRET_PORT": "1000", "PORTRET_WAREHOUSE_PORT": "1001", "PORTRET_HOST": "::1"}, {"port": "3000"}, file
    )
    settings = configuration.settings
    assert (settings.port, settings.warehouse_port, settings.host) == (3000, 2001, "::1")
    assert settings.log_retention == timedelta(days=2)
    shown = configuration.shown()
    assert shown["port"] == ("3000", "--port")
    assert shown["warehouse_port"] == ("2001", f"{file}: warehouse_port")
    assert shown["host"] == ("::1", "PORTRET_HOST")


def test_the_config_variable_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "other.toml"
    file.write_text("anonymize_ip = true\n")
    configuration = configure({"PORTRET_CONFIG": str(file)}, {})
    assert configuration.settings.anonymize_ip
    assert configuration.file == file


@pytest.mark.parametrize(
    ("variable", "text", "value"),
    [
        ("DATA_DIR", "/srv/portret", Path("/srv/portret")),
        ("PORT", "8081", 8081),
        ("ANONYMIZE_IP", "yes", True),
        ("ANONYMIZE_IP", "0", False),
        ("DEDUP_WINDOW", "P1W", timedelta(weeks=1)),
        ("DEDUP_WINDOW", "P1DT12H30M", timedelta(days=1, hours=12, minutes=30)),
        ("TRUSTED_PROXIES", "10.0.0.1, 10.0.0.2", ("10.0.0.1", "10.0.0.2")),
        ("GEO_CITY_PATH", "/data/city.mmdb", Path("/data/city.mmdb")),
        ("GEO_CITY_PATH", "", None),
        ("TIME_ZONE", "Europe/Warsaw", "Europe/Warsaw"),
    ],
)
def test_text_becomes_a_value_of_the_settings_type(variable: str, text: str, value: object) -> None:
    settings = configure({f"PORTRET_{variable}": text}, {}).settings
    assert getattr(settings, variable.lower()) == value


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("ANONYMIZE_IP", "maybe"),
        ("DEDUP_WINDOW", "30 days"),
        ("DEDUP_WINDOW", "P"),
        ("DEDUP_WINDOW", "P0D"),
        ("LOG_LEVEL", "loud"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("PHONE_REGION", "Poland"),
        ("STATE_URL", "not a url"),
        ("QUERY_MAX_ROWS", "0"),
        ("DATA_DIR", ""),
    ],
)
def test_a_wrong_value_is_refused_with_the_place_it_came_from(variable: str, text: str) -> None:
    with pytest.raises(Invalid, match=f"PORTRET_{variable}: ") as caught:
        configure({f"PORTRET_{variable}": text}, {})
    assert caught.value.path == f"PORTRET_{variable}"


def test_a_wrong_value_in_a_file_names_file_and_key(tmp_path: Path) -> None:
    file = tmp_path / "portret.toml"
    file.write_text('port = "x"\n')
    with pytest.raises(Invalid, match=r"portret\.toml: port: 'x' cannot be used"):
        configure({}, {}, file)


def test_an_unknown_key_in_a_file_is_refused_with_the_likely_one(tmp_path: Path) -> None:
    file = tmp_path / "portret.toml"
    file.write_text("prot = 1\n")
    with pytest.raises(Invalid, match="did you mean 'port'"):
        configure({}, {}, file)


def test_a_file_that_is_no_toml_and_one_that_is_not_there_are_clear_errors(tmp_path: Path) -> None:
    file = tmp_path / "portret.toml"
    file.write_text("port: 8080\n")
    with pytest.raises(Invalid, match="not TOML"):
        configure({}, {}, file)
    with pytest.raises(Invalid, match="cannot be read"):
        configure({}, {}, tmp_path / "missing.toml")


def test_a_secret_may_lie_in_a_file_and_is_masked_when_shown(tmp_path: Path) -> None:
    secret = tmp_path / "state-url"
    secret.write_text("postgresql+psycopg://portret:hush@db/portret\n")
    configuration = configure({"PORTRET_STATE_URL_FILE": str(secret)}, {})
    assert configuration.settings.state_url == "postgresql+psycopg://portret:hush@db/portret"
    assert configuration.shown()["state_url"] == (
        "postgresql+psycopg://portret:***@db/portret",
        "PORTRET_STATE_URL_FILE",
    )


def test_an_error_about_a_url_does_not_tell_the_password() -> None:
    with pytest.raises(Invalid) as caught:
        configure({"PORTRET_STATE_URL": "portret:hush@db"}, {})
    assert "hush" not in caught.value.detail


def test_misspelt_variables_are_found_and_known_ones_are_not() -> None:
    known = {"PORTRET_PORT": "1", "PORTRET_TOKEN": "x", "PORTRET_STATE_URL_FILE": "f", "HOME": "/"}
    assert unknown_variables({**known, "PORTRET_PROT": "1"}) == ["PORTRET_PROT"]
