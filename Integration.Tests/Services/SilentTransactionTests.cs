using Integration.Api.Data;
using Integration.Tests.Stack;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Tests.Services;

/// <summary>
/// A process that falls silent within a transaction holds its locks for 45 s at most: Postgres ends it when the connection asks for that, and
/// each of ours must.
/// </summary>
public sealed class SilentTransactionTests(StackFixture stack)
{
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
}
