using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Integration.Api.Data;

/// <summary>Lets <c>dotnet ef migrations add</c> see the model without starting the application or a database.</summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<IntegrationDbContext>
{
    public IntegrationDbContext CreateDbContext(string[] args) => new(
        new DbContextOptionsBuilder<IntegrationDbContext>().UseNpgsql("Host=localhost").UseSnakeCaseNamingConvention().Options);
}
