using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Integration.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class NoteKey : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            -- The identity of a note: the id that the host product gave it, else a hash of its time, author and text.
            CREATE FUNCTION note_key(note jsonb) RETURNS text LANGUAGE sql STABLE STRICT AS $$
                SELECT coalesce(
                    'id:' || (note ->> 'id'),
                    'hash:' || encode(sha256(convert_to(
                        coalesce(note ->> 'createdAt', '') || chr(31) || coalesce(note ->> 'author', '') || chr(31) || (note ->> 'text'),
                        'UTF8')), 'hex'))
            $$
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP FUNCTION note_key(jsonb)");
    }
}
