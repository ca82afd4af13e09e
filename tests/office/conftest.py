import subprocess
from itertools import count

import pytest

SECONDS = 120


@pytest.fixture(scope="session")
def convert(tmp_path_factory):
    """Let LibreOffice make another file of one: convert(content, "docx", "pdf")."""
    folder = tmp_path_factory.mktemp("office")
    numbers = count(1)

    def convert(content: bytes, kind: str, wanted: str) -> bytes:
        name = f"file{next(numbers)}"
        source = folder / f"{name}.{kind}"
        source.write_bytes(content)
        made = folder / "made" / f"{name}.{wanted}"
        # A profile of its own: a person's LibreOffice may be running.
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", "--headless", profile, "--convert-to", wanted]
        said = subprocess.run(
            [*command, "--outdir", str(made.parent), str(source)],
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
        assert made.exists(), said.stderr.decode()
        return made.read_bytes()

    return convert
