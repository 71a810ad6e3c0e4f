FROM node:24-slim AS front
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY static static
COPY templates templates
RUN npm run build

FROM python:3.11-slim AS packages
COPY requirements.txt .
RUN python -m venv /opt/wsic && /opt/wsic/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.11-slim
ENV PATH=/opt/wsic/bin:$PATH PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=wsic.settings WSIC_UPLOADS=/uploads WSIC_SPOOL=/spool PORT=8000
# PDFs: pango lays out, the typefaces have the letters of most languages.
RUN apt-get update && apt-get install --yes --no-install-recommends libpangoft2-1.0-0 libpango-1.0-0 fontconfig \
        fonts-noto-core fonts-noto-cjk fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin wsic \
    && mkdir /uploads /spool && chown wsic:wsic /uploads /spool && chmod 0700 /uploads /spool
COPY --from=packages /opt/wsic /opt/wsic
WORKDIR /app
COPY . .
COPY --from=front /app/static/built static/built
RUN python manage.py collectstatic --noinput --verbosity 0
USER wsic
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["python", "wsic/embedded/container_health.py"]
# exec: gunicorn itself must get the signal that ends the container.
CMD ["sh", "-c", "exec gunicorn wsic.wsgi:application --bind 0.0.0.0:$PORT --worker-class gthread --workers ${WEB_WORKERS:-2} --threads 4 --worker-tmp-dir /dev/shm --no-control-socket"]
