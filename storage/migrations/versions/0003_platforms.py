"""platforms: what answers an update, forms asked one question at a time, files sent before"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('form_drafts',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('ref', sa.String(length=96), nullable=False),
    sa.Column('form', sa.Text(), nullable=True),
    sa.Column('answers', sa.Text(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_form_drafts_account_id_accounts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_form_drafts_person_id_persons'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_form_drafts'))
    )
    with op.batch_alter_table('form_drafts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_form_drafts_account_id'), ['account_id'], unique=False)

    op.create_table('platform_files',
    sa.Column('platform', sa.Enum('web', 'telegram', 'discord', name='platform', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('bot', sa.String(length=64), nullable=False),
    sa.Column('source', sa.String(length=160), nullable=False),
    sa.Column('blob_id', sa.Uuid(), nullable=True),
    sa.Column('reference', sa.String(length=255), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['blob_id'], ['vault_blobs.id'], name=op.f('fk_platform_files_blob_id_vault_blobs'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('platform', 'bot', 'source', name=op.f('pk_platform_files'))
    )
    with op.batch_alter_table('platform_files', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_platform_files_blob_id'), ['blob_id'], unique=False)

    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reply_to', sa.Text(), nullable=True))

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reply_to', sa.Text(), nullable=True))

    with op.batch_alter_table('prompts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('form', sa.Text(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('prompts', schema=None) as batch_op:
        batch_op.drop_column('form')

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_column('reply_to')

    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.drop_column('reply_to')

    with op.batch_alter_table('platform_files', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_platform_files_blob_id'))

    op.drop_table('platform_files')
    with op.batch_alter_table('form_drafts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_form_drafts_account_id'))

    op.drop_table('form_drafts')
