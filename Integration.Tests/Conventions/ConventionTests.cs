using System.Text.RegularExpressions;
using System.Xml.Linq;
using Integration.Api.Data;
using Integration.Tests.Stack;
using Integration.Ui;
using Lever.Sandbox;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Tests.Conventions;

/// <summary>Rules of the house that a reader should be able to rely on.</summary>
public sealed partial class ConventionTests(StackFixture stack)
{
    private const int MostLines = 300;

    private static readonly string Root = FindRoot();

    [Fact]
    public void Every_endpoint_says_who_may_call_it()
    {
        var silent = Endpoints().Where(endpoint => endpoint.Metadata.GetMetadata<IAuthorizeData>() is null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null);

        Assert.Empty(silent.Select(endpoint => endpoint.DisplayName));
    }

    [Fact]
    public void Every_endpoint_of_a_feature_has_a_summary()
    {
        var silent = Endpoints().Where(endpoint =>
            endpoint.Metadata.GetMetadata<ITagsMetadata>() is not null && endpoint.Metadata.GetMetadata<IEndpointSummaryMetadata>() is not { Summary.Length: > 0 });

        Assert.Empty(silent.Select(endpoint => endpoint.DisplayName));
    }

    [Fact]
    public void The_migrations_are_the_model()
    {
        using var scope = stack.ApiServices.CreateScope();

        Assert.False(scope.ServiceProvider.GetRequiredService<IntegrationDbContext>().Database.HasPendingModelChanges());
    }

    [Fact]
    public void No_file_is_too_long_to_be_read()
    {
        var files = Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Root, path)).Where(path =>
            path.Split(Path.DirectorySeparatorChar) is var parts && !parts.Contains("Migrations") && !parts.Contains("artifacts") && !parts.Contains("obj") && !parts[0].StartsWith('.'));

        Assert.All(files, path => Assert.True(File.ReadLines(Path.Combine(Root, path)).Count() <= MostLines, path));
    }

    [Fact]
    public void Each_promise_names_tests_that_exist()
    {
        var tests = typeof(ConventionTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Where(method => method.IsDefined(typeof(FactAttribute), inherit: true)).Select(method => $"{type.Name}.{method.Name}"))
            .ToHashSet();
        var named = Named().Matches(File.ReadAllText(Path.Combine(Root, "docs", "promises.md"))).Select(match => match.Groups[1].Value).ToList();

        Assert.True(named.Count > 100, $"{named.Count} are named");
        Assert.All(named, name => Assert.Contains(name, tests));
    }

    [GeneratedRegex(@"`(\w+Tests\.\w+)`")]
    private static partial Regex Named();

    [Fact]
    public void The_sandbox_and_the_product_do_not_know_each_other()
    {
        // Telemetry and health know nothing of Lever.
        const string Shared = "ServiceDefaults";
        string[] product = ["Integration.Api", "Integration.Ui"];
        foreach (var project in product.Append(Shared)) Assert.DoesNotContain("Lever.Sandbox", ReferencesOf(project));
        Assert.Equal([Shared], ReferencesOf("Lever.Sandbox"));

        foreach (var assembly in (Type[])[typeof(IntegrationDbContext), typeof(IntegrationApi)])
            Assert.DoesNotContain(typeof(SandboxOptions).Assembly.GetName().Name, assembly.Assembly.GetReferencedAssemblies().Select(name => name.Name));
        Assert.Empty(typeof(SandboxOptions).Assembly.GetReferencedAssemblies().Select(name => name.Name).Intersect(product));
    }

    [Fact]
    public void The_UI_has_no_way_to_the_database()
    {
        Assert.DoesNotContain("Integration.Api", ReferencesOf("Integration.Ui"));
        Assert.DoesNotContain("Integration.Api", typeof(IntegrationApi).Assembly.GetReferencedAssemblies().Select(name => name.Name));
    }

    private IEnumerable<RouteEndpoint> Endpoints() => stack.ApiServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static List<string> ReferencesOf(string project) => [.. XDocument.Load(Path.Combine(Root, project, $"{project}.csproj")).Descendants("ProjectReference")
        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HeadhuntrLever.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
