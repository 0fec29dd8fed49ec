"""Runs the registry's migration scripts on the connection that the program hands over."""

from alembic import context

from survey_app.store import schema

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=schema.registry, transactional_ddl=False)
context.run_migrations()
