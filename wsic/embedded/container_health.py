"""`python wsic/embedded/container_health.py`: exit code 0 if the web in this container can serve."""

import os
import sys
from http.client import HTTPConnection, HTTPException

SECONDS = 5


def main() -> int:
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".")
    connection = HTTPConnection("127.0.0.1", int(os.environ.get("PORT") or 8000), timeout=SECONDS)
    try:
        connection.request("GET", "/readyz", headers={"Host": host or "localhost"})
        return 0 if connection.getresponse().status == 200 else 1
    except (OSError, HTTPException):
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
