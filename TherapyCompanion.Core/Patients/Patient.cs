using System.Security.Cryptography;
using TherapyCompanion.Core.Agents.Letters;
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

    public DateTimeOffset CreatedAt { get; private set; }
    public uint Version { get; private set; }

    Guid IOfPatient.PatientId => Id;

    /// <summary>The patient's own choice, which wins.</summary>
    public void ChooseForm(Form form, DateTimeOffset now) => (Form, FormChosenAt) = (ClinicalText.Of(form.ToString()), now);

    /// <summary>Where letters to the patient go from now on.</summary>
    public void MoveTo(string email) => Email = ClinicalText.Of(email);
}
