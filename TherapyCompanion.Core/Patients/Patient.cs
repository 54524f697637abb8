using System.Security.Cryptography;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Patients.Details;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Core.Patients;

/// <summary>A patient's file. Who is in therapy is itself the secret: only the pseudonym is in the clear.</summary>
public sealed class Patient : IOfPatient
{
    // Without 0/O, 1/I/L: the code is read aloud.
    private const string CodeLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    private Patient() { }

    public Patient(Guid practiceId, string name, string email, Form form, DateTimeOffset now)
    {
        (PracticeId, Id, CreatedAt) = (practiceId, Guid.NewGuid(), now);
        Code = "P-" + RandomNumberGenerator.GetString(CodeLetters, 6);
        Name = ClinicalText.Of(name);
        Email = ClinicalText.Of(email);
        Form = ClinicalText.Of(form.ToString());
        Status = ClinicalText.Of(nameof(TreatmentStatus.InTreatment));
    }

    public Guid PracticeId { get; private set; }
    public Guid Id { get; private set; }

    /// <summary>The pseudonym that admins and the audit trail see; random, so it tells nothing.</summary>
    public string Code { get; private set; } = null!;

    public ClinicalText Name { get; private set; } = null!;

    /// <summary>Empty words when there is none: then no e-mail is sent.</summary>
    public ClinicalText Email { get; private set; } = null!;

    /// <summary>The form of address, a name of <see cref="Agents.Letters.Form"/>.</summary>
    public ClinicalText Form { get; private set; } = null!;

    /// <summary>When the patient chose the form themselves: from then on it is theirs. Null: as the therapist wrote it.</summary>
    public DateTimeOffset? FormChosenAt { get; private set; }

    /// <summary>An <see cref="Details.About"/>; null in a file that has only the name it was opened with.</summary>
    public ClinicalText? About { get; private set; }

    /// <summary>The therapist's own words to sort by, a line each; null: none.</summary>
    public ClinicalText? Tags { get; private set; }

    /// <summary>A name of <see cref="TreatmentStatus"/>; null in a file from before there was one: <see cref="Treatment.First"/>.</summary>
    public ClinicalText? Status { get; private set; }

    /// <summary><see cref="RestTimes"/> of this person; null: none.</summary>
    public ClinicalText? Rest { get; private set; }

    /// <summary>
    /// The last moment at which whatever was approved for this person stopped (design rule 12): the treatment was paused or ended, a
    /// consent was withdrawn, or the therapist changed how the person is addressed. In the clear it says only that something did.
    /// </summary>
    public DateTimeOffset? HeldAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
    public uint Version { get; private set; }

    Guid IOfPatient.PatientId => Id;

    /// <summary>The patient's own choice, which wins.</summary>
    public void ChooseForm(Form form, DateTimeOffset now) => (Form, FormChosenAt) = (ClinicalText.Of(form.ToString()), now);

    /// <summary>Where letters to the patient go from now on.</summary>
    public void MoveTo(string email) => Email = ClinicalText.Of(email);

    /// <summary>The therapist says anew who this is.</summary>
    /// <param name="before">What the file said until now.</param>
    /// <param name="seen">The version that was on the screen.</param>
    public Refusal? Describe(PatientDetails details, PatientDetails before, uint seen, DateTimeOffset now)
    {
        if (seen != Version) return DetailsRefusals.Changed;
        if (details.Form != before.Form)
        {
            if (FormChosenAt is not null) return DetailsRefusals.FormIsTheirs;
            (Form, HeldAt) = (ClinicalText.Of(details.Form.ToString()), now);
        }

        (Name, Email, About) = (ClinicalText.Of(details.Name), ClinicalText.Of(details.Email), ClinicalText.Of(details.About.Write()));
        Tags = details.Tags.Count == 0 ? null : ClinicalText.Of(string.Join('\n', details.Tags));
        Rest = details.Rest.IsNone ? null : ClinicalText.Of(details.Rest.Write());
        return null;
    }

    /// <summary>A fact outside the file's own words stops what is scheduled: a consent was withdrawn.</summary>
    public void HoldBack(DateTimeOffset now) => HeldAt = now;

    /// <summary>A step of the treatment. Whatever leads out of it stops what is scheduled.</summary>
    public Refusal? Take(TreatmentStep step, Treatment treatment, DateTimeOffset now)
    {
        if (treatment.Take(step) is { } refused) return refused;
        Status = ClinicalText.Of(treatment.Status.ToString());
        if (treatment.Status is not TreatmentStatus.InTreatment) HeldAt = now;
        return null;
    }
}
