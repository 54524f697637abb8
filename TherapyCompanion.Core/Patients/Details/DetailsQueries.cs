namespace TherapyCompanion.Core.Patients.Details;

/// <summary>Opens what a file says about its person.</summary>
public static class DetailsQueries
{
    public static async Task<About> AboutAsync(this ITherapyDb db, Patient patient, CancellationToken ct) => patient.About is { } about
        ? About.Read(await db.RevealAsync<Patient>(patient.Id, p => p.About, about, ct))
        : About.OfName(await db.RevealAsync<Patient>(patient.Id, p => p.Name, patient.Name, ct));

    public static async Task<TreatmentStatus> StatusAsync(this ITherapyDb db, Guid patientId, Privacy.ClinicalText? status, CancellationToken ct) =>
        status is null ? Treatment.First : Enum.Parse<TreatmentStatus>(await db.RevealAsync<Patient>(patientId, p => p.Status, status, ct));

    public static async Task<RestTimes> RestAsync(this ITherapyDb db, Guid patientId, Privacy.ClinicalText? rest, CancellationToken ct) =>
        rest is null ? RestTimes.None : RestTimes.Read(await db.RevealAsync<Patient>(patientId, p => p.Rest, rest, ct));

    public static async Task<IReadOnlyList<string>> TagsAsync(this ITherapyDb db, Guid patientId, Privacy.ClinicalText? tags, CancellationToken ct) =>
        tags is null ? [] : (await db.RevealAsync<Patient>(patientId, p => p.Tags, tags, ct)).Split('\n');

    public static async Task<PatientDetails> DetailsAsync(this ITherapyDb db, Patient patient, CancellationToken ct) => new(
        await db.AboutAsync(patient, ct),
        await db.RevealAsync<Patient>(patient.Id, p => p.Email, patient.Email, ct),
        Enum.Parse<Agents.Letters.Form>(await db.RevealAsync<Patient>(patient.Id, p => p.Form, patient.Form, ct)),
        await db.RestAsync(patient.Id, patient.Rest, ct),
        await db.TagsAsync(patient.Id, patient.Tags, ct));
}
