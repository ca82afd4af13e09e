"""That `make deployment-test` knows every block of README; it is itself no part of the suite."""

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROXY = ROOT / "static" / "proxy"
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def deployment(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / ".setup" / "deployment"))
    import blocks
    import order

    yield blocks, order
    for name in ("blocks", "order"):
        del sys.modules[name]


def test_blocks_are_found_with_their_files(deployment):
    blocks, _ = deployment
    readme = """# Title

```
not of the section
```

## Running it for real

Words.

### One

```sh
first
second
```

`/etc/a.conf`, mode 640, is read
by somebody:

```ini
a = 1
```

### Two

`/etc/b` is no file without a mode:

```
third
```

## After

```
not of the section
```
"""
    Block = blocks.Block
    assert blocks.blocks(readme) == [
        Block("One 1", "first\nsecond\n"),
        Block("One 2", "a = 1\n", "/etc/a.conf", 0o640),
        Block("Two 1", "third\n"),
    ]


@pytest.mark.parametrize(
    "readme", ["# Title\n", "## Running it for real\n\n### One\n\n```\nno end\n"]
)
def test_what_cannot_be_taken_apart_is_refused(deployment, readme):
    blocks, _ = deployment
    with pytest.raises(ValueError, match=r"README has no section|does not end"):
        blocks.blocks(readme)


def test_every_block_is_run_or_left_out_with_a_reason(deployment):
    blocks, order = deployment
    found = [block.name for block in blocks.blocks(README)]
    named = {name for names in order.PARTS.values() for name in names} | order.LEFT_OUT.keys()
    assert sorted(named) == sorted(found)
    assert all(order.LEFT_OUT.values())


def test_every_placeholder_stands_in_a_block(deployment):
    blocks, order = deployment
    text = "".join(block.text for block in blocks.blocks(README))
    assert [name for name in order.PLACEHOLDERS if name not in text] == []
    assert order.filled("git clone ADDRESS-OF-THIS-REPOSITORY x") == "git clone /srv/source.git x"


# What nginx answers by itself, under what README sets (its source: ngx_http_special_response.c).
OF_NGINX = {400, 404, 405, 413, 414, 421, 429, 494, 497, 500, 501, 502, 503, 504, 505}


@pytest.fixture
def site(deployment):
    blocks, _ = deployment
    (site,) = [b.text for b in blocks.blocks(README) if b.path and "nginx" in b.path]
    return site


def test_whatever_nginx_says_itself_it_says_by_our_german_pages(site):
    pages = {}
    for codes, page in re.findall(r"^    error_page ([\d ]+) /(proxy/\S+);$", site, re.MULTILINE):
        pages |= dict.fromkeys(map(int, codes.split()), page)
    assert set(pages) == OF_NGINX
    assert "location ^~ /proxy/ {\n        internal;\n        root /opt/bildung/static;" in site
    assert set(pages.values()) == {f"proxy/{page.name}" for page in PROXY.iterdir()}
    assert "return 429" not in site


@pytest.mark.parametrize("page", sorted(PROXY.iterdir()), ids=lambda page: page.name)
def test_page_of_nginx_is_german_and_needs_nothing_else(page):
    text = page.read_text(encoding="utf-8")
    assert text.startswith('<!DOCTYPE html>\n<html lang="de">\n')
    title, heading = (re.search(rf"<{tag}>(.+)</{tag}>", text)[1] for tag in ("title", "h1"))
    assert title == f"{heading} – Zielvereinbarungen"
    # The software, which has the style sheets, may be what is missing.
    assert re.findall(r'(?:src|href)="([^"]+)"', text) in ([], ["/"])
    assert "url(" not in text
    style = r"<style>.*</style>"
    other = (PROXY / "400.html").read_text(encoding="utf-8")
    assert re.search(style, text, re.DOTALL)[0] == re.search(style, other, re.DOTALL)[0]


def test_no_address_takes_all_connections_of_nginx(site):
    assert "limit_conn_zone $binary_remote_addr zone=bildung_address:1m;" in site
    assert "    limit_conn bildung_address 100;\n    limit_conn_status 429;" in site
    for slow in ("client_header_timeout 15s", "client_body_timeout 30s", "send_timeout 30s"):
        assert f"\n{slow};" in site  # for all servers: the head comes before it is known for which


def test_files_of_the_section_and_their_modes(deployment):
    blocks, _ = deployment
    files = {block.path: block.mode for block in blocks.blocks(README) if block.path}
    assert files == {
        "/etc/bildung.env": 0o600,
        "/usr/local/sbin/bildung-manage": 0o755,
        "/etc/systemd/system/bildung.service": 0o644,
        "/etc/nginx/sites-available/bildung": 0o644,
        "/usr/local/sbin/bildung-backup": 0o755,
        "/etc/cron.d/bildung": 0o644,
    }
