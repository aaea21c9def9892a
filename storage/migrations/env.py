"""Run by Alembic: migrates over the connection that ``storage.migrate`` opened."""

from alembic import context

from storage.migrations.options import options

context.configure(connection=context.config.attributes["connection"], **options())
with context.begin_transaction():
    context.run_migrations()
