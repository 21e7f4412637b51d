using System.Net.Sockets;
using AppHost.Embedded;
using Npgsql;

namespace Integration.Tests.AppHost;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), $"headhuntr-lever-{Guid.NewGuid():N}");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_written_is_there_at_the_next_start_and_gone_after_a_fresh_one()
    {
        await using (var first = await EmbeddedPostgres.StartAsync(_root, ct: Ct))
        {
            await first.CreateDatabaseAsync("leverdb", Ct);
            await ExecuteAsync(first, "CREATE TABLE kept (id int)");
        }

        await using (var second = await EmbeddedPostgres.StartAsync(_root, ct: Ct))
        {
            await second.CreateDatabaseAsync("leverdb", Ct);
            await ExecuteAsync(second, "SELECT id FROM kept");
        }

        await using var fresh = await EmbeddedPostgres.StartAsync(_root, new() { IsFresh = true }, Ct);
        await fresh.CreateDatabaseAsync("leverdb", Ct);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(fresh, "SELECT id FROM kept"));
        Assert.Equal(PostgresErrorCodes.UndefinedTable, refused.SqlState);
    }

    [Fact]
    public async Task A_database_that_is_taken_away_comes_back_at_the_same_address()
    {
        await using var postgres = await StartTemporaryAsync();
        await postgres.CreateDatabaseAsync("leverdb", Ct);
        var address = postgres.ConnectionString("leverdb");

        await postgres.StopAsync();
        var away = await Assert.ThrowsAsync<NpgsqlException>(() => ExecuteAsync(postgres, "SELECT 1"));
        await postgres.RestartAsync(Ct);
        await ExecuteAsync(postgres, "SELECT 1");

        Assert.IsType<SocketException>(away.InnerException);
        Assert.Equal(address, postgres.ConnectionString("leverdb"));
    }

    [Fact]
    public async Task A_temporary_server_leaves_no_folder_behind()
    {
        string data;
        await using (var postgres = await StartTemporaryAsync())
        {
            data = postgres.DataFolder;
            Assert.True(Directory.Exists(data));
        }

        Assert.False(Directory.Exists(data));
        Assert.False(Directory.Exists(_root));
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        await using var postgres = await StartTemporaryAsync();
        var wrong = new NpgsqlConnectionStringBuilder(postgres.ConnectionString("postgres")) { Password = "wrong" };

        await using var connection = new NpgsqlConnection(wrong.ConnectionString);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(Ct));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_is_refused()
    {
        await using var postgres = await StartTemporaryAsync();

        var refused = await Assert.ThrowsAsync<CannotStartException>(() => EmbeddedPostgres.StartAsync(_root, ct: Ct));

        Assert.Contains("in use", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pid_file_whose_number_belongs_to_another_server_by_now_stops_neither()
    {
        await using var other = await EmbeddedPostgres.StartAsync(_root + "-other", new() { IsTemporary = true }, Ct);
        var pid = File.ReadLines(Path.Combine(other.DataFolder, "postmaster.pid")).First();
        string data;
        await using (var killed = await EmbeddedPostgres.StartAsync(_root, ct: Ct)) data = killed.DataFolder;
        await File.WriteAllTextAsync(Path.Combine(data, "postmaster.pid"), $"{pid}\n{data}\n1700000000\n5432\n\n127.0.0.1\n", Ct);

        await using var next = await EmbeddedPostgres.StartAsync(_root, ct: Ct);

        await next.CreateDatabaseAsync("leverdb", Ct);
        await other.CreateDatabaseAsync("leverdb", Ct);
    }

    public void Dispose()
    {
        if (Directory.Exists(_root)) Directory.Delete(_root, recursive: true);
    }

    private Task<EmbeddedPostgres> StartTemporaryAsync() => EmbeddedPostgres.StartAsync(_root, new() { IsTemporary = true }, Ct);

    private static async Task ExecuteAsync(EmbeddedPostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString("leverdb") + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
