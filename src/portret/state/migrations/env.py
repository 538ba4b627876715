"""Alembic's entry: runs on the connection that `portret.state.upgrade` hands over, in its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=False)
context.run_migrations()
