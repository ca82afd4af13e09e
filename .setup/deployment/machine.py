"""A Debian of its own, started by systemd-nspawn: its own processes, network and disk.

It reaches package registries as this machine does: sources and options of apt, pip's settings,
certificates and proxies are handed on when it is made.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# What even the smallest installation of a server has beside Debian's core.
PACKAGES = "systemd-sysv,dbus,ca-certificates"
APT = Path("/etc/apt")
OWN_CERTIFICATES = "usr/local/share/ca-certificates"
PIP_OPTIONS = ("index-url", "extra-index-url", "trusted-host", "proxy", "timeout")
# slirp4netns hands questions on to this machine's name server.
NAME_SERVER = "10.0.2.3"
START_SECONDS = 300


class Failed(Exception):
    """Something did not do what it should; the message says what, and what it printed."""


def make(root: Path, archive: str | None) -> None:
    """Put a Debian of this machine's release into the folder `root`."""
    if archive:
        root.mkdir()
        subprocess.run(["tar", "-xf", archive, "-C", root, "--numeric-owner"], check=True)
    else:
        names = ("sources.list", "sources.list.d/debian.sources", "sources.list.d/ubuntu.sources")
        sources = [APT / name for name in names if (APT / name).exists()]
        release = platform.freedesktop_os_release()["VERSION_CODENAME"]
        command = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={PACKAGES}"]
        command += [f"--aptopt={option}" for option in _apt_options()]
        subprocess.run([*command, release, root, *sources], check=True)
    (root / "etc/resolv.conf").unlink(missing_ok=True)
    (root / "etc/resolv.conf").write_text(f"nameserver {NAME_SERVER}\n")
    (root / "etc/pip.conf").write_text(_pip_settings())
    # The name of the server is known to itself alone.
    (root / "etc/hosts").write_text("127.0.0.1 localhost plan.example.org\n::1 localhost\n")
    if (own := Path("/", OWN_CERTIFICATES)).exists():
        shutil.copytree(own, root / OWN_CERTIFICATES, dirs_exist_ok=True)
    subprocess.run(["chroot", root, "update-ca-certificates"], check=True, capture_output=True)


def _apt_options() -> list[str]:
    dump = subprocess.run(["apt-config", "dump"], check=True, capture_output=True, text=True)
    return re.findall(r"^Acquire::(?:https?::.*|Check-.*|Retries.*);$", dump.stdout, re.MULTILINE)


def _pip_settings() -> str:
    command = [sys.executable, "-m", "pip", "config", "list"]
    listed = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    lines = ["[global]", "cert = /etc/ssl/certs/ca-certificates.crt"]
    for name, value in re.findall(r"^(?:global|:env:)\.([a-z-]+)='(.*)'$", listed, re.MULTILINE):
        option = name.removeprefix("default-")
        if option in PIP_OPTIONS:
            lines.append(f"{option} = {value}")
    return "\n".join(lines) + "\n"


class Machine:
    """A system that runs. `leader` is its first process, as this machine counts."""

    def __init__(self, root: Path, leader: int):
        self.root, self.leader = root, leader

    def run(self, script: str, *, lines: int = 40) -> str:
        """Run `script` as root's shell would, from the first failure on not further.

        Returns what it printed. Raises Failed with the last `lines` of that.
        """
        (self.root / "root/block").write_text(script, encoding="utf-8")
        done = subprocess.run(
            ["nsenter", "--target", str(self.leader), "--all", "--root", "--wd", "--"]
            + ["env", "--ignore-environment", "HOME=/root", "USER=root", "LANG=C.UTF-8"]
            + ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
            + [f"{name}={value}" for name, value in os.environ.items() if "_proxy" in name.lower()]
            + ["bash", "-c", "cd /root; umask 022; exec bash -e /root/block"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            tail = "\n".join(done.stdout.splitlines()[-lines:])
            raise Failed(f"{script.strip()}\n---- exit code {done.returncode}:\n{tail}")
        return done.stdout

    def write(self, path: str, text: str, mode: int) -> None:
        file = self.root / path.lstrip("/")
        file.write_text(text, encoding="utf-8")
        file.chmod(mode)


@contextmanager
def started(root: Path, log: Path) -> Iterator[Machine]:
    """Yield the system in `root`, started, with a network; stops it. Raises Failed."""
    command = ["systemd-nspawn", "--quiet", "--directory", root, "--boot", "--register=no"]
    command += ["--private-network", "--resolv-conf=off", "--console=pipe"]
    if not Path("/run/systemd/system").exists():
        command.append("--keep-unit")
    with log.open("w") as said:
        container = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
        )
    network = None
    try:
        end = time.monotonic() + START_SECONDS
        while (leader := _leader(container.pid)) is None:
            _still(container, end, log)
        machine = Machine(root, leader)
        network = subprocess.Popen(
            ["slirp4netns", "--configure", "--mtu=65520", str(leader), "tap0"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while not _is_up(machine):
            _still(container, end, log)
        yield machine
    finally:
        for process in filter(None, (container, network)):
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=60)
            if process.poll() is None:
                process.kill()
                process.wait()


def _leader(container: int) -> int | None:
    for child in Path(f"/proc/{container}/task/{container}/children").read_text().split():
        with suppress(FileNotFoundError):
            status = Path(f"/proc/{child}/status").read_text()
            if re.search(r"^NSpid:\t\d+\t1$", status, re.MULTILINE):
                return int(child)
    return None


def _is_up(machine: Machine) -> bool:
    try:
        machine.run("systemctl is-system-running | grep -E '^(running|degraded)$'")
    except Failed:
        return False
    return True


def _still(container: subprocess.Popen, end: float, log: Path) -> None:
    if container.poll() is not None or time.monotonic() > end:
        raise Failed("systemd-nspawn cannot start a system here:\n" + log.read_text()[-2000:])
    time.sleep(0.5)
