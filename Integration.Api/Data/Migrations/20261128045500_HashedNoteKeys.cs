using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Integration.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class HashedNoteKeys : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            -- The identity of a note: a hash of the id that the host product gave it, else of its time, author and text.
            CREATE OR REPLACE FUNCTION note_key(note jsonb) RETURNS text LANGUAGE sql STABLE STRICT AS $$
                SELECT 'hash:' || encode(sha256(convert_to(coalesce(
                    'id:' || (note ->> 'id'),
                    coalesce(note ->> 'createdAt', '') || chr(31) || coalesce(note ->> 'author', '') || chr(31) || (note ->> 'text')),
                    'UTF8')), 'hex')
            $$;

            UPDATE exported_notes SET note_key = 'hash:' || encode(sha256(convert_to(note_key, 'UTF8')), 'hex') WHERE note_key LIKE 'id:%';

            -- What is sent is kept while a call may be under way, and no longer.
            UPDATE export_items SET sent = NULL WHERE sent IS NOT NULL AND status <> 'Exporting';

            -- Of a delivery that was handled nothing is read any more.
            UPDATE webhook_deliveries SET body = '' WHERE handled_at IS NOT NULL;
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE OR REPLACE FUNCTION note_key(note jsonb) RETURNS text LANGUAGE sql STABLE STRICT AS $$
                SELECT coalesce(
                    'id:' || (note ->> 'id'),
                    'hash:' || encode(sha256(convert_to(
                        coalesce(note ->> 'createdAt', '') || chr(31) || coalesce(note ->> 'author', '') || chr(31) || (note ->> 'text'),
                        'UTF8')), 'hex'))
            $$;
            """);
    }
}
