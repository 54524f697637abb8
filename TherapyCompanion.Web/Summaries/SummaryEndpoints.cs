using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Web.App;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Printing;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Summaries;

/// <summary>What of summaries is no page: the signed record as a file.</summary>
public static class SummaryEndpoints
{
    /// <summary>Where a refused download leads back to, with the refusal's key.</summary>
    public const string RefusedKey = "refused";

    public static void MapSummaries(this IEndpointRouteBuilder app) =>
        // A post with the form's token: it writes an entry and costs a browser, which no link from elsewhere may set off.
        app.MapPost("/sessions/{id:guid}/record.pdf", PdfAsync).RequireAuthorization(Policies.Therapist).WithMetadata(new RequireAntiforgeryTokenAttribute());

    private static async Task<IResult> PdfAsync(
        Guid id, HttpContext context, PrintRecord records, PrintDesk desk, IStringLocalizer<RecordText> texts, CancellationToken ct)
    {
        if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: true }) return Results.BadRequest();
        if (Claims.ActorFrom(context.User) is not { } actor) return Results.Unauthorized();
        var record = await records.RunAsync(actor, id, ct);
        if (!record.IsDone) return record.Refusal == Refusal.NotFound ? Results.NotFound() : Back(id, record.Refusal!);
        var pdf = await desk.PrintAsync<RecordDocument>(
            record.Value.Document.Language, new() { [nameof(RecordDocument.Record)] = record.Value }, ct);
        if (!pdf.IsDone) return Back(id, pdf.Refusal!);
        // A folder of downloads is seen by others: the day of the session and no name.
        var day = new DateTimeOffset(TimeZoneInfo.ConvertTime(record.Value.StartsAt, record.Value.Zone).Date, TimeSpan.Zero);
        return Results.File(pdf.Value, "application/pdf", texts[nameof(RecordText.FileName), $"{day:yyyy-MM-dd}"] + ".pdf");
    }

    // Back to the record, which says why no file came.
    private static IResult Back(Guid session, Refusal refusal) => Results.Redirect($"/sessions/{session}/summary?{RefusedKey}={refusal.Key}");
}
