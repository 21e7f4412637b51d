using System.Text.Json;
using Integration.Api.Accounts;
using Integration.Api.Connections;
using Integration.Api.Development;
using Integration.Api.Events;
using Integration.Api.Exports;
using Integration.Api.LeverLists;
using Integration.Api.Platform;
using Integration.Api.Settings;
using Integration.Api.UserMappings;
using Integration.Api.Webhooks;

namespace Integration.Api.Http;

/// <summary>One example of each body that the API takes or gives, for the OpenAPI document. They are the types themselves, so they cannot go stale.</summary>
internal static class Examples
{
    private const string Account = "northwind";
    private const string Opportunity = "6d7c1d2e-0f3a-4b5c-8d6e-7f8091a2b3c4";
    private const string Posting = "0b6f2c3d-4e5f-4a6b-9c7d-8e9fa0b1c2d3";
    private const string LeverUser = "5a1e7b8c-9d0e-4f1a-8b2c-3d4e5f6a7b8c";
    private const string LeverUrl = "https://hire.lever.co/candidates/6d7c1d2e-0f3a-4b5c-8d6e-7f8091a2b3c4";

    private static readonly DateTimeOffset Now = new(2026, 7, 25, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = new("0198421c-7a00-7000-8000-00000000a001");

    private static readonly OpportunityView InLever = new(Opportunity, Posting, "Reached out", null, null, null, LeverUrl, Now);

    private static readonly WebhooksView Webhooks = new(
        "https://api.headhuntr.example/webhooks/lever/Zm9yLWV4YW1wbGUtb25seS0xMjM0",
        [new(LeverEvents.CandidateStageChange, true, Now, Now), new(LeverEvents.CandidateHired, false)]);

    private static readonly ExportView Export = new(Id, ExportStatus.Completed, null, Now, "ravi", Posting, null, 2, 0, 1, 1, 0);

    private static readonly PutCandidate Candidate = new("Ada Example", "qualified", "backend-engineer", "Staff Engineer", "Berlin", "https://headhuntr.example/people/ada", "ravi")
    {
        Emails = ["ada@people.example"],
        Phones = [new("mobile", "+49 30 5550001")],
        Links = ["https://social.example/in/ada"],
        Tags = ["referred"],
        Notes = [new("Open to a change in spring.", "note-1", "Ravi Recruiter", Now)],
    };

    private static readonly SettingsView Settings = new(new(true, ["qualified", "interested"], "ravi"), true);

    public static readonly IReadOnlyDictionary<Type, object> Of = new Dictionary<Type, object>
    {
        // What the host product's backend sends and gets.
        [typeof(PutAccount)] = new PutAccount("Northwind Robotics"),
        [typeof(PutMember)] = new PutMember("Ravi Recruiter", "ravi@northwind.example", MemberRole.Recruiter),
        [typeof(PutRequisition)] = new PutRequisition("Senior Backend Engineer", "ENG-101", "Berlin", RequisitionStatus.Open, "ravi", Posting),
        [typeof(PutCandidate)] = Candidate,
        [typeof(JsonElement[])] = new[] { new { Id = "ada-1", Candidate.Name, Candidate.Stage, Candidate.Emails } },
        [typeof(PutCandidatesResult)] = new PutCandidatesResult(998, 1, [new("ada 1", "validation", "The field id must be 1-128 of A-Z a-z 0-9 . _ : -")]),
        [typeof(CreateSession)] = new CreateSession("ravi", "/candidates"),
        [typeof(SessionView)] = new SessionView("https://lever.headhuntr.example/sign-in?token=b25lLXRpbWU", Now.AddSeconds(60)),
        [typeof(EventsView)] = new EventsView(
            [new("42", Id, EventTypes.CandidateStageChanged, Now, "ada-1", JsonSerializer.SerializeToElement(
                new { opportunityId = Opportunity, fromStage = "New lead", toStage = "Reached out", toStageId = "lead-reached-out" }))],
            "42"),

        // Who is signed in, and what the host product pushed.
        [typeof(RedeemSignInLink)] = new RedeemSignInLink("b25lLXRpbWU"),
        [typeof(SignedIn)] = new SignedIn(Account, "ravi", "Ravi Recruiter", MemberRole.Recruiter, "/candidates", Id),
        [typeof(SignInPreview)] = new SignInPreview(Account, "Northwind Robotics", "ravi", "Ravi Recruiter", MemberRole.Recruiter),
        [typeof(MeView)] = new MeView(Account, "ravi", "Ravi Recruiter", MemberRole.Recruiter, true),
        [typeof(Page<MemberView>)] = new Page<MemberView>([new("ravi", "Ravi Recruiter", "ravi@northwind.example", MemberRole.Recruiter, true)]),
        [typeof(Page<PlatformRequisitionView>)] = new Page<PlatformRequisitionView>(
            [new("backend-engineer", "Senior Backend Engineer", "ENG-101", "Berlin", RequisitionStatus.Open, "ravi", Posting, null, 20)]),
        [typeof(CandidatesView)] = new CandidatesView(
            [new("ada-1", "Ada Example", "qualified", "backend-engineer", "Staff Engineer", "Berlin", true, [InLever])], "ada-1"),
        [typeof(CandidateView)] = new CandidateView(
            "ada-1", Candidate.Name, Candidate.Stage, Candidate.RequisitionId, Candidate.Headline, Candidate.Location, Candidate.Emails, Candidate.Phones,
            Candidate.Links, Candidate.Tags, Candidate.Notes, Candidate.ProfileUrl, Candidate.SourcedByMemberId, [InLever]),
        [typeof(SettingsView)] = Settings,

        // The connection, its webhooks and its users.
        [typeof(ConnectionView)] = new ConnectionView(ConnectionStatus.Active, "f3b1c2d4", Now, "ada", Now.AddYears(1), [], Webhooks, 3),
        [typeof(BeginAuthorization)] = new BeginAuthorization(),
        [typeof(AuthorizeView)] = new AuthorizeView("https://auth.lever.co/authorize?client_id=headhuntr&response_type=code&state=c3RhdGU"),
        [typeof(WebhooksView)] = Webhooks,
        [typeof(PutWebhookTokens)] = new { candidateHired = "0f1e2d3c4b5a69788796a5b4c3d2e1f0", candidateDeleted = (string?)null },
        [typeof(ProvisionedView)] = new ProvisionedView([LeverEvents.CandidateHired], [LeverEvents.CandidateStageChange]),
        [typeof(Page<DeliveryView>)] = new Page<DeliveryView>(
            [new(7, LeverEvents.CandidateHired, Now, Now, false, Opportunity, DeliveryStatus.Handled, Now, 1, "gave 1 events")]),
        [typeof(Page<MemberMappingView>)] = new Page<MemberMappingView>(
            [new("ravi", "Ravi Recruiter", "ravi@northwind.example", new(LeverUser, "ravi@northwind.example", "Ravi R.", "team member"), true, null)]),
        [typeof(PutUserMapping)] = new PutUserMapping("ravi@northwind.example"),
        [typeof(UserMappingView)] = new UserMappingView("ravi", LeverUser, "ravi@northwind.example", "Ravi R.", true),

        // Lever's lists.
        [typeof(LeverList<PostingView>)] = new LeverList<PostingView>([new(Posting, "Senior Backend Engineer", "published", "Berlin", "Platform", ["ENG-101"])], true),
        [typeof(LeverList<RequisitionView>)] = new LeverList<RequisitionView>([new("c0ffee00", "Senior Backend Engineer", "ENG-101", [Posting])], true),
        [typeof(LeverList<StageView>)] = new LeverList<StageView>([new("lead-new", "New lead")], true),
        [typeof(LeverList<UserView>)] = new LeverList<UserView>([new(LeverUser, "Ravi R.", "ravi@northwind.example", "team member")], true),

        // Exports.
        [typeof(CreateExport)] = new { candidateIds = new[] { "ada-1", "grace-2" }, postingId = Posting },
        [typeof(ExportView)] = Export with
        {
            Items =
            [
                new("ada-1", "Ada Example", ExportItemStatus.Exported, Opportunity, LeverUrl, false, null, null),
                new("grace-2", null, ExportItemStatus.Failed, null, null, null, ItemCodes.CandidateNotFound, ItemCodes.Detail(ItemCodes.CandidateNotFound)),
            ],
        },
        [typeof(ExportPreviewView)] = new ExportPreviewView(
            2, 1, 1, 0, 1, 0,
            [
                new("ada-1", "Ada Example", null, null, null, true, Posting, ["resume"]),
                new("grace-2", "Grace Example", ItemCodes.AlreadyExported, ItemCodes.Detail(ItemCodes.AlreadyExported), LeverUrl, null, Posting, []),
            ]),
        [typeof(Page<ExportView>)] = new Page<ExportView>([Export], "12"),

        // Development only.
        [typeof(Page<DemoMemberView>)] = new Page<DemoMemberView>([new(Account, "Northwind Robotics", "ravi", "Ravi Recruiter", "ravi@northwind.example", MemberRole.Recruiter)]),
        [typeof(CreateDemoSession)] = new CreateDemoSession(Account, "ravi"),
    };
}
