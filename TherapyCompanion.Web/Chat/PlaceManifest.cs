using TherapyCompanion.Core.Practice;
using TherapyCompanion.Web.App;

namespace TherapyCompanion.Web.Chat;

/// <summary>What a phone installs: the practice's neutral name and shape, opening at the messages. It asks no database.</summary>
public static class PlaceManifest
{
    /// <summary>Its path.</summary>
    public const string Path = "/place.webmanifest";

    // As the patient's pages are: paper, light.
    private const string Paper = "#F7F5F1";

    public static IResult Of(HttpContext context, string nameOfNoPlace)
    {
        var place = KnownPlace.Of(context) ?? new(nameOfNoPlace, PlaceIcon.Envelope);
        return Results.Json(
            new
            {
                id = "/messages",
                name = place.Name,
                short_name = place.Name,
                lang = Languages.Current,
                dir = "auto",
                start_url = "/messages",
                scope = "/",
                display = "standalone",
                background_color = Paper,
                theme_color = Paper,
                icons = new object[]
                {
                    new { src = $"/{place.Shape}.svg", sizes = "any", type = "image/svg+xml", purpose = "any" },
                    new { src = $"/{place.Shape}-192.png", sizes = "192x192", type = "image/png", purpose = "any maskable" },
                    new { src = $"/{place.Shape}-512.png", sizes = "512x512", type = "image/png", purpose = "any maskable" },
                },
            },
            contentType: "application/manifest+json");
    }
}
