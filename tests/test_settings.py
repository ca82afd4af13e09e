"""What the environment makes of the settings, and README's tables, which name all that is read."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from bildung.agreements.models import User
from tests.installation import settings_under

ROOT = Path(__file__).resolve().parents[1]

# A variable's name, and the defaults written for it as they would stand in the environment: none
# where it has no default or one that is computed.
Variables = dict[str, set[str]]


def written(value) -> set[str]:
    """Return a literal default as text; nothing for an empty one, which a table has words for."""
    match value:
        case bool():
            return {str(value).lower()}
        case list():
            return {",".join(value)} if value else set()
        case _:
            return {str(value)} - {"", "None"}


def literal(node: ast.expr | None):
    """Return the value of `node`, None where it is computed."""
    try:
        return ast.literal_eval(node) if node else None
    except ValueError:
        return None


def read_by_settings(source: str) -> Variables:
    """Find `env.str("NAME", default=…)` and its like."""
    found: Variables = defaultdict(set)
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="env")),
                args=[ast.Constant(value=name), *_],
                keywords=keywords,
            ):
                given = {keyword.arg: keyword.value for keyword in keywords}
                found[name] |= written(literal(given.get("default")))
    return found


def read_by_python_script(source: str) -> Variables:
    """Find `os.environ.get("NAME", …)` and `os.environ["NAME"]`."""
    found: Variables = defaultdict(set)
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Attribute(attr="environ"), attr="get"),
                args=[ast.Constant(value=name), *rest],
            ):
                found[name] |= written(literal(rest[0]) if rest else None)
            case ast.Subscript(
                value=ast.Attribute(attr="environ"), slice=ast.Constant(value=name), ctx=ast.Load()
            ):
                found[name] |= set()
    return found


def read_by_shell_script(source: str) -> Variables:
    """Find `${NAME:-default}` and its like: what a script does not set itself."""
    found: Variables = defaultdict(set)
    for name, act, word in re.findall(r"\$\{([A-Z][A-Z_]*):?([-=+?])([^}]*)\}", source):
        found[name] |= written(word if act in "-=" else None)
    return found


def read_by_makefile(source: str) -> Variables:
    """Find what `export` hands to the scripts, and `NAME ?= default`."""
    found: Variables = defaultdict(set)
    for names in re.findall(r"^export (.+)$", source, re.MULTILINE):
        for name in names.split():
            found[name] |= set()
    for name, value in re.findall(r"^([A-Z_]+) \?=(.*)$", source, re.MULTILINE):
        found[name] |= written(value.strip())
    return found


def all_read() -> Variables:
    sources = [
        (read_by_settings, ROOT / "bildung" / "settings.py"),
        (read_by_makefile, ROOT / "Makefile"),
    ]
    for path in sorted((ROOT / ".setup").iterdir()):
        if path.suffix == ".py":
            sources.append((read_by_python_script, path))
        elif path.suffix in ("", ".sh") and path.is_file():
            sources.append((read_by_shell_script, path))
    found: Variables = defaultdict(set)
    for read, path in sources:
        for name, defaults in read(path.read_text(encoding="utf-8")).items():
            found[name] |= defaults
    return found


def named_in_readme() -> Variables:
    """Return the rows „| `NAME` | `default` | …“ of the section on configuration."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = re.search(r"^## Configuration$(.*?)^## ", readme, re.MULTILINE | re.DOTALL).group(1)
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \| .+ \|$", section, re.MULTILINE)
    assert len(rows) == len(dict(rows)), "A variable stands in two rows."
    return {name: set(re.findall(r"^`(.*)`$", default)) for name, default in rows}


def test_readme_names_every_variable_that_is_read_and_no_other():
    assert sorted(named_in_readme()) == sorted(all_read())


def test_readme_names_the_defaults():
    named = named_in_readme()
    read = {name: defaults for name, defaults in all_read().items() if defaults}
    assert {name: named[name] for name in read} == read


def test_each_way_of_reading_is_found():
    # Guards the two tests above: what they do not find, they cannot compare.
    settings = 'A = env.bool("A", default=False)\nB = env.list("B", default=["x", "y"])\n'
    assert read_by_settings(settings) == {"A": {"false"}, "B": {"x,y"}}
    assert read_by_settings('C = env.str("C", default=str(1 / 2))') == {"C": set()}
    script = 'import os\nos.environ.get("D", "8")\nos.environ["E"]\nos.environ["F"] = "set"\n'
    assert read_by_python_script(script) == {"D": {"8"}, "E": set()}
    assert read_by_shell_script("G=${G:-1} ${H:+--all} $I ${J}") == {"G": {"1"}, "H": set()}
    assert read_by_makefile("K ?= 2\nexport K L\n") == {"K": {"2"}, "L": set()}


def test_passwords_of_an_installation_are_hashed_with_argon2(settings):
    hashers = settings_under()["PASSWORD_HASHERS"]
    assert hashers[0] == "django.contrib.auth.hashers.Argon2PasswordHasher"
    settings.PASSWORD_HASHERS = hashers  # the tests have a quicker one
    person = User()
    person.set_password("geheim-genug")
    assert person.password.startswith("argon2$argon2id$")
    assert person.check_password("geheim-genug")


def test_openid_connect_is_off_until_the_environment_names_a_client():
    for environment in ({}, {"OIDC_SERVER_URL": "https://login.example.org"}):
        made = settings_under(**environment)
        assert made["OIDC_CLIENT_ID"] == ""
        assert made["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"] == []


@pytest.mark.parametrize("trusted", [None, "true"])
def test_openid_connect_is_set_by_the_environment_alone(tmp_path, trusted):
    secret = tmp_path / "secret"
    secret.write_text("geheim", encoding="utf-8")
    made = settings_under(
        OIDC_NAME="Keycloak",
        OIDC_SERVER_URL="https://login.example.org/realms/stadt",
        OIDC_CLIENT_ID="bildung",
        OIDC_CLIENT_SECRET_FILE=str(secret),
        **(
            {"OIDC_EMAIL_TRUSTED": trusted, "OIDC_SECOND_FACTOR_TRUSTED": trusted}
            if trusted
            else {}
        ),
    )
    assert made["SOCIALACCOUNT_PROVIDERS"] == {
        "openid_connect": {
            "provider_class": "bildung.accounts.provider.login.Provider",
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": "Keycloak",
                    "client_id": "bildung",
                    "secret": "geheim",
                    "settings": {
                        "server_url": "https://login.example.org/realms/stadt",
                        "verified_email": bool(trusted),
                    },
                }
            ],
        }
    }
    assert (made["OIDC_NAME"], made["OIDC_SECOND_FACTOR_TRUSTED"]) == ("Keycloak", bool(trusted))
