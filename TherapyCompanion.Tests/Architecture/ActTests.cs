using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Practice.Members;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Tests.Architecture;

/// <summary>An act is one sealed class with one way in: (Actor, ids and values, CancellationToken) (design §2).</summary>
public sealed class ActTests
{
    private static readonly Assembly Core = typeof(ITherapyDb).Assembly;

    /// <summary>Acts and queries: what opens the database.</summary>
    private static readonly List<Type> Opening =
    [
        .. Core.GetTypes().Where(t => t is { IsClass: true } && t.GetConstructors().Any(c => c.GetParameters().Any(p => p.ParameterType == typeof(ITherapyDbFactory)))),
    ];

    private static readonly Dictionary<Type, string> BeforeAnybodyIsSomebody = new()
    {
        [typeof(CreatePractice)] = "there is no practice yet: the act makes the first actor",
        [typeof(MemberDoor)] = "whoever comes has a link",
        [typeof(JoinPractice)] = "whoever comes has a link and an account, and becomes a member by them",
        [typeof(AcceptInvitation)] = "whoever comes has a link and digits and becomes an actor by them",
    };

    private static IEnumerable<MethodInfo> WaysIn(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(m => !m.IsSpecialName);

    [Fact]
    public void Acts_and_queries_are_sealed_and_registered()
    {
        Opening.Should().HaveCountGreaterThan(25);
        Opening.Should().OnlyContain(t => t.IsSealed && t.IsPublic);
        var registered = new ServiceCollection().AddCore().Select(s => s.ServiceType).ToList();
        registered.Should().Contain(Opening).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public void An_act_has_one_way_in_and_a_query_few()
    {
        foreach (var type in Opening)
        {
            var names = WaysIn(type).Select(m => m.Name).ToList();
            names.Should().OnlyHaveUniqueItems(type.Name);
            names.Should().BeSubsetOf(["RunAsync", "OpenAsync", "OpenMessageAsync", "ReadAsync", "RefreshAsync", "ListAsync", "TryAsync", "VerifyAsync"], type.Name);
            if (names.Contains("RunAsync") && type != typeof(AcceptInvitation)) names.Should().ContainSingle($"{type.Name} is an act");
        }
    }

    [Fact]
    public void Every_way_in_names_who_acts_first_and_can_be_cancelled()
    {
        foreach (var method in Opening.SelectMany(WaysIn))
        {
            var parameters = method.GetParameters();
            parameters[^1].ParameterType.Should().Be<CancellationToken>($"{method.DeclaringType!.Name}.{method.Name}");
            parameters[^1].HasDefaultValue.Should().BeFalse();
            if (BeforeAnybodyIsSomebody.ContainsKey(method.DeclaringType!)) parameters.Should().Contain(p => p.ParameterType == typeof(Origin));
            else parameters[0].ParameterType.Should().Be<Actor>($"{method.DeclaringType!.Name}.{method.Name}");
        }
    }

    [Fact]
    public void A_way_in_answers_with_a_value_or_a_refusal_and_never_with_an_entity()
    {
        foreach (var method in Opening.SelectMany(WaysIn))
        {
            method.ReturnType.GetGenericTypeDefinition().Should().Be(typeof(Task<>), $"{method.DeclaringType!.Name}.{method.Name}");
            Parts(method.ReturnType).Should().NotIntersectWith(Entities.All, "a screen gets a record of its own");
            Parts(method.ReturnType).Should().NotContain([typeof(TherapyCompanion.Core.Privacy.SealedText), typeof(TherapyCompanion.Core.Privacy.ClinicalText)], "words are revealed or not given");
        }
    }

    [Fact]
    public void Ports_are_implemented_outside()
    {
        var interfaces = Core.GetTypes().Where(t => t.IsInterface).ToList();
        // What rows are (not what somebody does) is implemented by the rows.
        var ports = interfaces.Where(t => t.Name is not ("IOfPractice" or "IOfPatient" or "IOfMember")).ToList();
        foreach (var port in ports)
        {
            Core.GetTypes().Where(t => t.IsClass && port.IsAssignableFrom(t)).Should().BeEmpty($"{port.Name}: no interface for a class of our own");
            typeof(TherapyDb).Assembly.GetTypes().Where(t => t.IsClass && port.IsAssignableFrom(t)).Should().ContainSingle($"{port.Name} has one provider");
        }
    }

    [Fact]
    public void Refusals_stand_once_by_feature()
    {
        var keys = RefusalKeys.ByField.Where(f => !f.Value.StartsWith("NotAPerson", StringComparison.Ordinal)).Select(f => f.Value).ToList();
        keys.Should().OnlyHaveUniqueItems("two refusals of one key can't be told apart on a screen");
        foreach (var holder in RefusalKeys.ByField.Keys.Select(f => f.DeclaringType!).Distinct().Where(t => t != typeof(Refusal)))
            holder.Name.Should().EndWith("Refusals");
    }

    [Fact]
    public void Nobody_makes_up_a_refusal_on_the_way() =>
        Sources.Of("TherapyCompanion.Core", ".cs").Where(f => !f.Path.EndsWith("Refusals.cs", StringComparison.Ordinal) && !f.Path.EndsWith("/Refusal.cs", StringComparison.Ordinal))
            .Where(f => File.ReadAllText(f.Full).Contains("new Refusal(", StringComparison.Ordinal)).Select(f => f.Path).Should().BeEmpty();

    private static IEnumerable<Type> Parts(Type type) => type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type) : [type];
}

/// <summary>Every refusal that Core can give, by the field that holds it.</summary>
internal static class RefusalKeys
{
    public static IReadOnlyDictionary<FieldInfo, string> ByField { get; } = typeof(Refusal).Assembly.GetTypes()
        .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static).Where(f => f.FieldType == typeof(Refusal)))
        .ToDictionary(f => f, f => ((Refusal)f.GetValue(null)!).Key);
}
