-- For docker-compose's postgres service, after roles.sql: the three log-ins' passwords, from the environment. Needs psql.
\getenv owner_password WSIC_OWNER_PASSWORD
\getenv app_password WSIC_APP_PASSWORD
\getenv worker_password WSIC_WORKER_PASSWORD
ALTER ROLE wsic_owner PASSWORD :'owner_password';
ALTER ROLE wsic_app PASSWORD :'app_password';
ALTER ROLE wsic_worker PASSWORD :'worker_password';
