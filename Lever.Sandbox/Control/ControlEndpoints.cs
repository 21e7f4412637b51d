using Lever.Sandbox.Organisations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Lever.Sandbox.Control;

/// <summary>What tests and benchmarks order and ask, per organisation.</summary>
internal static class ControlEndpoints
{
    public static void MapControl(this IEndpointRouteBuilder control)
    {
        control.MapPut("/faults", OrderFault).WithSummary("Make the next calls fail");
        control.MapGet("/faults", ListFaults).WithSummary("The faults that are still to come");
        control.MapDelete("/faults", ClearFaults).WithSummary("Forget all faults");
        control.MapGet("/ledger", GetLedger).WithSummary("What Lever really holds and how often it was called");
        control.MapDelete("/ledger/calls", ClearCalls).WithSummary("Count calls from zero again");
    }

    private static Results<NoContent, BadRequest<string>> OrderFault(Fault fault, ChosenOrganisation chosen)
    {
        if (!Faults.Kinds.Contains(fault.Kind)) return TypedResults.BadRequest($"kind is one of {string.Join(", ", Faults.Kinds)}");
        if (fault.Times < 1 || fault.DelayMs < 0) return TypedResults.BadRequest("times is at least 1, delayMs at least 0");

        var below = fault.Path.StartsWith("/v1", StringComparison.Ordinal) || fault.Path.StartsWith("/oauth", StringComparison.Ordinal);
        var path = (below ? fault.Path : "/v1/" + fault.Path.TrimStart('/')).TrimEnd('/');
        chosen.Organisation.Faults.Add(fault with { Path = path });
        return TypedResults.NoContent();
    }

    private static Ok<IReadOnlyList<Fault>> ListFaults(ChosenOrganisation chosen) =>
        TypedResults.Ok(chosen.Organisation.Faults.Pending());

    private static NoContent ClearFaults(ChosenOrganisation chosen)
    {
        chosen.Organisation.Faults.Clear();
        return TypedResults.NoContent();
    }

    private static Ok<Ledger> GetLedger(ChosenOrganisation chosen, bool opportunities = true) =>
        TypedResults.Ok(Ledger.Of(chosen.Organisation, opportunities));

    private static NoContent ClearCalls(ChosenOrganisation chosen)
    {
        chosen.Organisation.Calls.Clear();
        return TypedResults.NoContent();
    }
}
