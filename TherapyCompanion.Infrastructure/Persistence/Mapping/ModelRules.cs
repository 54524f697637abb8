using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Core.Consents;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Operations;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Patients.Finding;
using TherapyCompanion.Core.Patients.Guardians;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Practice.Members;
using TherapyCompanion.Core.Privacy;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Infrastructure.Encryption;

namespace TherapyCompanion.Infrastructure.Persistence.Mapping;

/// <summary>
/// How entities lie in tables. The rules are the same for all, so they stand once: snake_case names, composite keys, states as
/// text, sealed text as bytes, <c>xmin</c> as the row's token.
/// </summary>
internal static class ModelRules
{
    public static void Apply(ModelBuilder model)
    {
        model.HasDefaultSchema("tc");
        model.Entity<TherapyPractice>().ToTable("practices").HasKey(p => p.Id);
        Map<PracticeKeyRow>(model, "practice_keys");
        Map<Member>(model, "members");
        Map<MemberInvitation>(model, "member_invitations");
        Map<Patient>(model, "patients");
        model.Entity<NamePiece>().ToTable("name_pieces").HasKey(p => new { p.PracticeId, p.PatientId, p.Token });
        Map<DataKeyRow>(model, "data_keys");
        Map<Care>(model, "care");
        Map<PatientAccount>(model, "patient_accounts");
        Map<Guardian>(model, "guardians");
        Map<Invitation>(model, "invitations");
        Map<Session>(model, "sessions");
        Map<SessionNotes>(model, "notes");
        Map<PersonalNotes>(model, "personal_notes");
        Map<Summary>(model, "summaries");
        Map<Addendum>(model, "addenda");
        Map<PatientPart>(model, "patient_parts");
        Map<BackupItem>(model, "backup_items");
        Map<Message>(model, "messages");
        Map<Approval>(model, "approvals");
        Map<OutboxItem>(model, "outbox");
        Map<Reply>(model, "replies");
        Map<CrisisAlert>(model, "crisis_alerts");
        Map<Consent>(model, "consents");
        Map<AgentRun>(model, "agent_runs");
        model.Entity<AuditLine>().ToTable("entries", "tc_audit").HasKey(l => new { l.PracticeId, l.Seq });

        Function(model, typeof(CareQueries), nameof(CareQueries.Holds), "holds");
        Function(model, typeof(AdminQueries), nameof(AdminQueries.FilesLeftBy), "files_left_by");
        model.Entity<Consent>().Property(c => c.Seq).ValueGeneratedOnAdd();

        foreach (var type in model.Model.GetEntityTypes())
            foreach (var property in type.GetProperties())
                Rule(property);
    }

    /// <summary>The types that are columns: said before the model is built, or they would be taken for entities.</summary>
    public static void Types(ModelConfigurationBuilder types)
    {
        types.Properties<ClinicalText>().HaveConversion<ClinicalBytes, SameObject<ClinicalText>>();
        types.Properties<PersonalText>().HaveConversion<PersonalBytes, SameObject<PersonalText>>();
        types.Properties<PracticeText>().HaveConversion<PracticeBytes, SameObject<PracticeText>>();
    }

    private static void Map<T>(ModelBuilder model, string table)
        where T : class, IOfPractice
    {
        EntityTypeBuilder<T> entity = model.Entity<T>();
        entity.ToTable(table).HasKey(nameof(IOfPractice.PracticeId), "Id");
        entity.Property("Id").ValueGeneratedNever();
    }

    // A question that the database answers by a function of its own, the same one that its policies ask.
    private static void Function(ModelBuilder model, Type asker, string method, string name) =>
        model.HasDbFunction(asker.GetMethod(method)!).HasName(name).HasSchema("tc").IsNullable(false);

    private static void Rule(IMutableProperty property)
    {
        property.SetColumnName(SnakeCase(property.Name));
        if (property is { Name: "Version" } && property.ClrType == typeof(uint))
        {
            property.SetColumnName("xmin");
            property.SetColumnType("xid");
            property.ValueGenerated = ValueGenerated.OnAddOrUpdate;
            property.IsConcurrencyToken = true;
        }
        else if ((Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) is { IsEnum: true })
        {
            property.SetProviderClrType(typeof(string));
        }
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    private sealed class ClinicalBytes() : ValueConverter<ClinicalText, byte[]>(t => t.SealedBytes, b => ClinicalText.FromSealed(b));

    private sealed class PersonalBytes() : ValueConverter<PersonalText, byte[]>(t => t.SealedBytes, b => PersonalText.FromSealed(b));

    private sealed class PracticeBytes() : ValueConverter<PracticeText, byte[]>(t => t.SealedBytes, b => PracticeText.FromSealed(b));

    // A sealed text is replaced, never altered: another object is a change, and its words are never compared.
    private sealed class SameObject<T>() : ValueComparer<T>((a, b) => ReferenceEquals(a, b), t => t.IsSealed.GetHashCode(), t => t)
        where T : SealedText;
}
