using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Integration.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class ErasedPeople : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "hash",
                table: "resumes");

            migrationBuilder.CreateTable(
                name: "erased_people",
                columns: table => new
                {
                    account_id = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_erased_people", x => new { x.account_id, x.hash });
                    table.ForeignKey(
                        name: "fk_erased_people_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "erasure_keys",
                columns: table => new
                {
                    account_id = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_erasure_keys", x => x.account_id);
                    table.ForeignKey(
                        name: "fk_erasure_keys_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "erased_people");

            migrationBuilder.DropTable(
                name: "erasure_keys");

            migrationBuilder.AddColumn<byte[]>(
                name: "hash",
                table: "resumes",
                type: "bytea",
                nullable: false,
                defaultValue: new byte[0]);
        }
    }
}
