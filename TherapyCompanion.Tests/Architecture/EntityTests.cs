using System.Reflection;
using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Practice.Members;
using TherapyCompanion.Core.Privacy;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Infrastructure.Encryption;

namespace TherapyCompanion.Tests.Architecture;

/// <summary>The types that are rows of the practice.</summary>
internal static class Entities
{
    /// <summary>By the sets of <see cref="ITherapyDb"/>.</summary>
    public static IReadOnlyList<Type> All { get; } =
    [
        .. typeof(ITherapyDb).GetProperties().Select(p => p.PropertyType).Where(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(DbSet<>))
            .Select(t => t.GetGenericArguments()[0]),
    ];
}

/// <summary>State lives on the entity, and what tells something about a person is sealed (design §2, rule 3).</summary>
public sealed class EntityTests
{
    /// <summary>The plain columns that hold text or bytes, each with its reason. Everything else of a row is an id, a time, a count or a state.</summary>
    private static readonly Dictionary<string, string> Plain = new()
    {
        [$"{nameof(TherapyPractice)}.{nameof(TherapyPractice.TimeZone)}"] = "an IANA name",
        [$"{nameof(Member)}.{nameof(Member.Hats)}"] = "what sign-in must know before anybody is somebody",
        [$"{nameof(MemberInvitation)}.{nameof(MemberInvitation.Hats)}"] = "the same, of whoever will come in by it",
        [$"{nameof(MemberInvitation)}.{nameof(MemberInvitation.LinkHash)}"] = "SHA-256 of a random secret",
        [$"{nameof(Patient)}.{nameof(Patient.Code)}"] = "the random pseudonym",
        [$"{nameof(Invitation)}.{nameof(Invitation.LinkHash)}"] = "SHA-256 of a random secret",
        [$"{nameof(Invitation)}.{nameof(Invitation.DigitsHash)}"] = "HMAC keyed by that secret",
        [$"{nameof(Summary)}.{nameof(Summary.WordsHmac)}"] = "HMAC under the patient's key",
        [$"{nameof(Addendum)}.{nameof(Addendum.WordsHmac)}"] = "HMAC under the patient's key",
        [$"{nameof(PatientPart)}.{nameof(PatientPart.WordsHmac)}"] = "HMAC under the patient's key",
        [$"{nameof(Message)}.{nameof(Message.MadeBy)}"] = "an engine's name",
        [$"{nameof(Approval)}.{nameof(Approval.CiphertextSha256)}"] = "of sealed bytes",
        [$"{nameof(Approval)}.{nameof(Approval.WordsHmac)}"] = "HMAC under the patient's key",
        [$"{nameof(AgentRun)}.{nameof(AgentRun.Agent)}"] = "one of our agents' names",
        [$"{nameof(AgentRun)}.{nameof(AgentRun.Engine)}"] = "a provider's name",
        [$"{nameof(AgentRun)}.{nameof(AgentRun.Model)}"] = "a model's name",
        [$"{nameof(AgentRun)}.{nameof(AgentRun.PromptVersion)}"] = "a hash of our own prompt",
        [$"{nameof(AuditLine)}.{nameof(AuditLine.Hat)}"] = "a name of Hat",
        [$"{nameof(AuditLine)}.{nameof(AuditLine.Action)}"] = "a name of AuditAction",
        [$"{nameof(AuditLine)}.{nameof(AuditLine.Reason)}"] = "a name of AuditReason",
        [$"{nameof(AuditLine)}.{nameof(AuditLine.Outcome)}"] = "a name of AuditOutcome",
        [$"{nameof(AuditLine)}.{nameof(AuditLine.Address)}"] = "where from: the audit must say",
        [$"{nameof(AuditLine)}.{nameof(AuditLine.Previous)}"] = "the chain",
        [$"{nameof(AuditLine)}.{nameof(AuditLine.Hash)}"] = "the chain",
        [$"{nameof(PracticeKeyRow)}.{nameof(PracticeKeyRow.Wrapped)}"] = "sealed by a master key",
        [$"{nameof(DataKeyRow)}.{nameof(DataKeyRow.Wrapped)}"] = "sealed by a practice key",
    };

    private static readonly Type[] Harmless =
        [typeof(Guid), typeof(DateTimeOffset), typeof(TimeOnly), typeof(int), typeof(uint), typeof(long)];

    private static IEnumerable<Type> Rows => Entities.All.Concat([typeof(PracticeKeyRow), typeof(DataKeyRow)]);

    [Fact]
    public void Plain_columns_are_a_short_list()
    {
        Entities.All.Should().HaveCountGreaterThan(15);
        var plain = Rows.SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            .Where(p => !typeof(SealedText).IsAssignableFrom(p.PropertyType))
            .Where(p => (Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType) is var type && !type.IsEnum && !Harmless.Contains(type))
            .Select(p => $"{p.DeclaringType!.Name}.{p.Name}");
        plain.Should().BeEquivalentTo(Plain.Keys);
    }

    [Fact]
    public void States_are_states_and_no_pairs_of_flags() =>
        Rows.SelectMany(t => t.GetProperties()).Where(p => p.PropertyType == typeof(bool)).Select(p => $"{p.DeclaringType!.Name}.{p.Name}").Should().BeEmpty();

    [Fact]
    public void What_an_enum_says_in_the_clear_is_no_word_about_a_person()
    {
        // Workflow states and kinds of consent are plain; forms of address, kinds of letter and crisis kinds are sealed as words.
        Rows.SelectMany(t => t.GetProperties()).Select(p => Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType).Where(t => t.IsEnum).Select(t => t.Name).Distinct()
            .Should().BeEquivalentTo(
                "InvitationState", "SummaryState", "MessageState", "PauseCause", "OutboxChannel", "OutboxState", "AlertState", "MemberInvitationState", "CareKind", "InvitationKind", "ConsentKind", "ConsentAct", "Hat", "AgentOutcome",
                // What a practice chose for all of its patients.
                "PlaceIcon", "SignInLinks",
                // Whether a file was written.
                "BackupState",
                // Whether words were signed.
                "AddendumState", "PatientPartState");
    }

    [Fact]
    public void Nobody_but_the_entity_sets_its_state() =>
        Entities.All.SelectMany(t => t.GetProperties()).Where(p => p.SetMethod is { IsPublic: true } or { IsAssembly: true })
            .Select(p => $"{p.DeclaringType!.Name}.{p.Name}").Should().BeEmpty();

    [Fact]
    public void Entities_are_sealed_and_made_with_what_they_need()
    {
        Entities.All.Should().OnlyContain(t => t.IsSealed);
        Entities.All.SelectMany(t => t.GetConstructors()).Should().OnlyContain(c => c.GetParameters().Length > 0, "the empty constructor is for the mapping alone");
    }

    [Fact]
    public void Every_row_belongs_to_a_practice_and_clinical_words_to_a_patient()
    {
        Rows.Where(t => !typeof(IOfPractice).IsAssignableFrom(t)).Should().BeEquivalentTo([typeof(TherapyPractice), typeof(AuditLine)]);
        Rows.Where(t => t.GetProperties().Any(p => p.PropertyType == typeof(PersonalText))).Should().OnlyContain(t => typeof(IOfMember).IsAssignableFrom(t));
        Rows.Where(t => t.GetProperties().Any(p => p.PropertyType == typeof(ClinicalText))).Should().OnlyContain(t => typeof(IOfPatient).IsAssignableFrom(t));
        Rows.Where(t => typeof(IOfPatient).IsAssignableFrom(t)).SelectMany(t => t.GetProperties()).Should().NotContain(
            p => p.PropertyType == typeof(PracticeText), "the practice's key outlives a patient's");
    }

    [Fact]
    public void Every_verb_of_a_state_may_refuse()
    {
        var stateful = Entities.All.Where(t => t.GetProperty("State") is not null).ToList();
        stateful.Should().HaveCount(9);
        foreach (var type in stateful)
        {
            type.GetProperty("Version")!.PropertyType.Should().Be<uint>(type.Name);
            type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(m => !m.IsSpecialName && m.ReturnType != typeof(bool)).Should().OnlyContain(m => m.ReturnType == typeof(Refusal), type.Name);
        }
    }
}
