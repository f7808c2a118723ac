#!/bin/sh
# Run once, when the database's volume is new: a role that owns its database and may do nothing else.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --set=secret="$CAPACITA_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE capacita LOGIN PASSWORD :'secret' NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
CREATE DATABASE capacita OWNER capacita ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE capacita FROM PUBLIC;
SQL
