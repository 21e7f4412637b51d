using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Integration.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class Sessions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "browser",
                table: "sign_in_links",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "session_id",
                table: "sign_in_links",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "session_generation",
                table: "members",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    member_id = table.Column<string>(type: "text", nullable: false),
                    generation = table.Column<int>(type: "integer", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sessions", x => x.id);
                    table.ForeignKey(
                        name: "fk_sessions_members_account_id_member_id",
                        columns: x => new { x.account_id, x.member_id },
                        principalTable: "members",
                        principalColumns: new[] { "account_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_sessions_account_id_member_id",
                table: "sessions",
                columns: new[] { "account_id", "member_id" });

            migrationBuilder.CreateIndex(
                name: "ix_sessions_started_at",
                table: "sessions",
                column: "started_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "sessions");

            migrationBuilder.DropColumn(
                name: "browser",
                table: "sign_in_links");

            migrationBuilder.DropColumn(
                name: "session_id",
                table: "sign_in_links");

            migrationBuilder.DropColumn(
                name: "session_generation",
                table: "members");
        }
    }
}
