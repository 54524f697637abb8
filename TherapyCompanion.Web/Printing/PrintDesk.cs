using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Operations;

namespace TherapyCompanion.Web.Printing;

/// <summary>Lays a document out in its own language and has it printed.</summary>
public sealed class PrintDesk(IServiceProvider services, ILoggerFactory logs, IPrinter printer)
{
    /// <param name="language">The document's, which may be another than the reader's pages have.</param>
    public async Task<Result<byte[]>> PrintAsync<TDocument>(string language, Dictionary<string, object?> parameters, CancellationToken ct)
        where TDocument : IComponent
    {
        var (culture, ui) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        string page;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            await using var renderer = new HtmlRenderer(services, logs);
            page = await renderer.Dispatcher.InvokeAsync(async () =>
                (await renderer.RenderComponentAsync<TDocument>(ParameterView.FromDictionary(parameters))).ToHtmlString());
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, ui);
        }

        return await printer.PrintAsync(page, ct);
    }
}
