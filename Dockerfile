# One image for the web server, the workers and the sweeper; compose.yaml says which.
FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 KEPT_VAR=/var/lib/kept \
    OPENBLAS_NUM_THREADS=1
RUN useradd --system --create-home --home-dir /var/lib/kept kept
WORKDIR /srv/kept
COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check -r requirements.txt
COPY . .
USER kept
RUN SECRET_KEY=only-while-building python manage.py collectstatic --no-input
CMD ["python", "-m", "gunicorn", "--config", "python:planner.web", "--bind", "0.0.0.0:8000"]
