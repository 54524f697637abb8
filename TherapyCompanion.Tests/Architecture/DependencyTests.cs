using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Tests.Architecture;

/// <summary>Web → Core ← Infrastructure, and Core knows no provider (design §2).</summary>
public sealed partial class DependencyTests
{
    /// <summary>All that Core may be built upon, besides the runtime.</summary>
    private static readonly string[] CoreMayUse =
    [
        "Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Abstractions", "Microsoft.Extensions.AI.Abstractions",
        "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options",
    ];

    [Fact]
    public void Core_is_built_upon_abstractions_alone() =>
        typeof(ITherapyDb).Assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(n => !n.StartsWith("System.", StringComparison.Ordinal) && n is not "netstandard")
            .Should().BeSubsetOf(CoreMayUse);

    [Fact]
    public void Core_names_two_packages() =>
        XDocument.Load(Path.Combine(Sources.Root, "TherapyCompanion.Core", "TherapyCompanion.Core.csproj")).Descendants()
            .Where(e => e.Name.LocalName is "PackageReference" or "ProjectReference" or "FrameworkReference").Select(e => (string)e.Attribute("Include")!)
            .Should().BeEquivalentTo("Microsoft.EntityFrameworkCore", "Microsoft.Extensions.AI.Abstractions");

    [Theory]
    [InlineData("System.Net.Http")]
    [InlineData("System.Net.Sockets")]
    [InlineData("System.Data.Common")]
    [InlineData("System.Diagnostics.Process")]
    [InlineData("System.IO.File")]
    [InlineData("System.IO.FileInfo")]
    [InlineData("System.IO.FileStream")]
    [InlineData("System.IO.Directory")]
    [InlineData("System.Console")]
    [InlineData("Npgsql")]
    [InlineData("Quartz")]
    [InlineData("Radzen")]
    [InlineData("Microsoft.AspNetCore")]
    public void Core_touches_neither_network_nor_files_nor_a_provider(string forbidden) =>
        CoreTypeReferences.Value.Where(t => t == forbidden || t.StartsWith(forbidden + ".", StringComparison.Ordinal)).Should().BeEmpty();

    [Fact]
    public void Infrastructure_does_not_know_the_web_pages() =>
        typeof(TherapyDb).Assembly.GetReferencedAssemblies().Select(a => a.Name).Should().NotContain(["TherapyCompanion.Web", "Radzen.Blazor"]);

    [Fact]
    public void Web_names_Infrastructure_only_where_it_composes_and_for_accounts()
    {
        var naming = Sources.Of("TherapyCompanion.Web", ".cs", ".razor")
            .Where(f => InfrastructureName().IsMatch(File.ReadAllText(f.Full))).Select(f => f.Path["TherapyCompanion.Web/".Length..]);
        naming.Where(p => p != "Program.cs" && !p.StartsWith("Account/", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public void Web_speaks_to_no_database() =>
        Sources.Of("TherapyCompanion.Web", ".cs", ".razor")
            .Where(f => f.Path is not "TherapyCompanion.Web/Account/SignInDesk.cs") // the audit entries of coming and going
            .Where(f => Database().IsMatch(File.ReadAllText(f.Full))).Select(f => f.Path).Should().BeEmpty("pages and endpoints inject acts and queries of Core");

    [Fact]
    public void The_composition_stays_short() =>
        File.ReadAllLines(Path.Combine(Sources.Root, "TherapyCompanion.Web", "Program.cs")).Length.Should().BeLessThan(60);

    [Fact]
    public void Contexts_of_the_database_live_in_two_rooms() =>
        new[] { typeof(ITherapyDb).Assembly, typeof(TherapyDb).Assembly }.SelectMany(a => a.GetTypes())
            .Where(t => typeof(DbContext).IsAssignableFrom(t)).Select(t => t.FullName)
            .Should().BeEquivalentTo("TherapyCompanion.Infrastructure.Persistence.TherapyDb", "TherapyCompanion.Infrastructure.Identity.SignInDb");

    [Fact]
    public void An_agent_never_sees_the_database() =>
        typeof(ITherapyDb).Assembly.GetTypes().Where(t => t.Namespace?.StartsWith("TherapyCompanion.Core.Agents", StringComparison.Ordinal) == true)
            .SelectMany(t => t.GetConstructors().SelectMany(c => c.GetParameters()).Select(p => p.ParameterType)
                .Concat(t.GetMethods().SelectMany(m => m.GetParameters()).Select(p => p.ParameterType)))
            .Should().NotContain([typeof(ITherapyDb), typeof(ITherapyDbFactory)]);

    [Theory]
    [InlineData("MediatR")]
    [InlineData("AutoMapper")]
    [InlineData("Moq")]
    [InlineData("NSubstitute")]
    [InlineData("Dapper")]
    public void Packages_that_stay_out(string package) =>
        Sources.Read("Directory.Packages.props").Should().NotContain($"\"{package}\"");

    private static readonly Lazy<List<string>> CoreTypeReferences = new(() =>
    {
        using var file = File.OpenRead(typeof(ITherapyDb).Assembly.Location);
        using var pe = new PEReader(file);
        var metadata = pe.GetMetadataReader();
        return [.. metadata.TypeReferences.Select(h => metadata.GetTypeReference(h)).Select(t => $"{metadata.GetString(t.Namespace)}.{metadata.GetString(t.Name)}")];
    });

    [GeneratedRegex(@"\bTherapyCompanion\.Infrastructure\b|(?<![\w.])Infrastructure\.")]
    private static partial Regex InfrastructureName();

    [GeneratedRegex(@"\b(ITherapyDb\w*|TherapyDb\w*|DbContext|DbSet|Npgsql\w*|EntityFrameworkCore)\b")]
    private static partial Regex Database();
}
