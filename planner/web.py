"""How gunicorn serves the product, alone or behind a proxy.

Two processes, so that one long answer does not hold up everybody; threads, so
that slow readers do not either. No ``max_requests``: with threads it resets
connections (gunicorn issue 3038).
"""

import os

# Scores are many small products: threads of the numerical library only wait.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

wsgi_app = "planner.wsgi"
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 15
keepalive = 5
loglevel = "warning"
