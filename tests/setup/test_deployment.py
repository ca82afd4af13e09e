"""That `make deployment-test` knows every block of README; it is itself no part of the suite."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
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
