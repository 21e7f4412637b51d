using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Integration.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class CandidateEvents : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "posting_text",
                table: "exports",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "requisition_text",
                table: "exports",
                type: "text",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_events_account_id_candidate_id_cursor",
                table: "events",
                columns: new[] { "account_id", "candidate_id", "cursor" },
                filter: "candidate_id IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_events_account_id_candidate_id_cursor",
                table: "events");

            migrationBuilder.DropColumn(
                name: "posting_text",
                table: "exports");

            migrationBuilder.DropColumn(
                name: "requisition_text",
                table: "exports");
        }
    }
}
