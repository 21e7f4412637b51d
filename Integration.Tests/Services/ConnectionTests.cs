using Integration.Api.Data;
using Integration.Tests.Stack;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Integration.Tests.Services;

/// <summary>What we ask of Postgres for each connection, and of how many.</summary>
public sealed class ConnectionTests(StackFixture stack)
{
    /// <summary>A process that falls silent within a transaction holds its locks for 45 s at most: Postgres ends it when the connection asks for that.</summary>
    [Fact]
    public async Task Each_connection_bids_Postgres_end_a_silent_transaction_also_after_it_was_used_before()
    {
        for (var use = 0; use < 3; use++)
        {
            await using var scope = stack.ApiServices.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>();
            await using var transaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
            Assert.Equal("45s", await db.Database
                .SqlQueryRaw<string>("""SELECT current_setting('idle_in_transaction_session_timeout') AS "Value" """)
                .SingleAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Two_processes_fit_into_a_Postgres_as_installed_and_a_connection_string_may_say_otherwise()
    {
        Assert.Equal(40, MostOf(stack.ApiServices));

        // It asks for 30.
        await using var api = await LoneApi.StartAsync(stack, new Dictionary<string, string>());
        Assert.Equal(30, MostOf(api.Services));
    }

    private static int MostOf(IServiceProvider services)
    {
        using var scope = services.CreateScope();
        return new NpgsqlConnectionStringBuilder(scope.ServiceProvider.GetRequiredService<IntegrationDbContext>().Database.GetDbConnection().ConnectionString).MaxPoolSize;
    }
}
