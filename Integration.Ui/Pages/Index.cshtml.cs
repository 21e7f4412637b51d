namespace Integration.Ui.Pages;

/// <summary>The requisitions of the account.</summary>
public sealed class IndexModel(IntegrationApi api) : MemberPage(api)
{
    public Connection Connection { get; private set; } = null!;

    public IReadOnlyList<Requisition> Requisitions { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var connection = Api.GetConnectionAsync(ct);
        var requisitions = Api.ListRequisitionsAsync(ct);
        Connection = await connection;
        Requisitions = [.. (await requisitions).OrderByDescending(requisition => requisition.IsOpen)];
    }
}
