using Integration.Api.Connections;
using Integration.Api.Data;
using Integration.Api.Platform;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Development;

/// <summary>
/// The demo account: members of both roles, three requisitions and some sixty candidates in all stages. Written once; what a developer
/// changes afterwards stays.
/// </summary>
internal sealed class DemoData(IServiceScopeFactory scopes) : IHostedService
{
    public const string AccountId = "northwind";

    private static readonly string[] FirstNames =
        ["Amara", "Bruno", "Chiara", "Dmitri", "Elif", "Farah", "Gustav", "Hana", "Ibrahim", "Jun", "Katya", "Liam", "Mei", "Noor", "Oskar", "Priya", "Quentin", "Rosa", "Sven", "Tala"];

    private static readonly string[] LastNames =
        ["Adeyemi", "Bauer", "Costa", "Dahl", "Eriksen", "Fischer", "Garcia", "Haddad", "Ivanov", "Jansen", "Kowalski", "Lindqvist", "Moreau"];

    private static readonly string[] Stages = ["potential", "qualified", "interested", "contacted", "not interested"];

    private static readonly (string Id, string Title, string Code, string Location, string Owner, string[] Headlines)[] Requisitions =
    [
        ("backend-engineer", "Senior Backend Engineer", "ENG-101", "Berlin", "ravi",
            ["Backend Engineer at Contoso", "Staff Engineer, payments", "Go and C# developer", "Platform Engineer"]),
        ("product-designer", "Product Designer", "DES-204", "Remote", "lena",
            ["Product Designer at Fabrikam", "UX lead, health care", "Interaction designer", "Design systems engineer"]),
        ("robotics-technician", "Robotics Technician", "OPS-318", "Hamburg", "ravi",
            ["Field technician", "Mechatronics specialist", "Service engineer, industrial robots", "Automation technician"]),
    ];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>();
        if (await db.Accounts.AnyAsync(account => account.Id == AccountId, cancellationToken)) return;

        db.Accounts.Add(new() { Id = AccountId, Name = "Northwind Robotics" });
        db.Connections.Add(new()
        {
            AccountId = AccountId,
            Status = ConnectionStatus.NotConnected,
            EndpointKey = Connection.NewEndpointKey(),
            TokenGeneration = 0,
        });
        db.Members.AddRange(
            Member("ada", "Ada Admin", "ada.admin@northwind.example", MemberRole.Admin),
            Member("lena", "Lena Lead", "lena.lead@northwind.example", MemberRole.Admin),
            Member("ravi", "Ravi Recruiter", "ravi.recruiter@northwind.example", MemberRole.Recruiter),
            Member("tom", "Tom Limited", "tom.limited@northwind.example", MemberRole.Recruiter),
            Member("ines", "Ines Interviewer", "ines.interviewer@northwind.example", MemberRole.Recruiter),
            Member("nia", "Nia Newcomer", "nia.newcomer@northwind.example", MemberRole.Recruiter));
        db.Requisitions.AddRange(Requisitions.Select(requisition => new Requisition
        {
            AccountId = AccountId,
            Id = requisition.Id,
            Title = requisition.Title,
            Code = requisition.Code,
            Location = requisition.Location,
            Status = RequisitionStatus.Open,
            OwnerMemberId = requisition.Owner,
        }));
        db.Candidates.AddRange(Enumerable.Range(0, 60).Select(Candidate));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            // Another replica wrote the same.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static Member Member(string id, string name, string email, MemberRole role) =>
        new() { AccountId = AccountId, Id = id, Name = name, Email = email, Role = role, Active = true };

    private static Candidate Candidate(int number)
    {
        var (first, last) = (FirstNames[number % FirstNames.Length], LastNames[number * 5 % LastNames.Length]);
        var requisition = Requisitions[number % Requisitions.Length];
        var id = $"{first}-{last}-{number + 1}".ToLowerInvariant();

        // As in life: some have no e-mail address, and few have everything.
        return new()
        {
            AccountId = AccountId,
            Id = id,
            Name = $"{first} {last}",
            Stage = Stages[number / Requisitions.Length % Stages.Length],
            RequisitionId = requisition.Id,
            Headline = requisition.Headlines[number % requisition.Headlines.Length],
            Location = number % 4 == 0 ? "Remote" : requisition.Location,
            Emails = number % 5 == 4 ? [] : [$"{id}@people.example"],
            Phones = number % 3 == 0 ? [new("mobile", $"+49 30 5550{number:D3}")] : [],
            Links = number % 2 == 0 ? [$"https://social.example/in/{id}"] : [],
            Tags = number % 6 == 0 ? ["referred by a colleague"] : [],
            Notes = number % 7 == 0 ? [new("Spoke on the phone, open to a change in spring.", $"note-{number + 1}", "Ravi Recruiter")] : [],
            ProfileUrl = $"https://headhuntr.example/people/{id}",
            SourcedByMemberId = requisition.Owner,
        };
    }
}
