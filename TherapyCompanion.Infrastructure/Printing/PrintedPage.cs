namespace TherapyCompanion.Infrastructure.Printing;

/// <summary>One page in a browser: scripts off, the words put in, the faces there, and out comes the PDF.</summary>
internal sealed class PrintedPage(DevToolsPipe browser)
{
    public async Task<byte[]> PrintAsync(string page, CancellationToken ct)
    {
        var target = (await browser.SendAsync(null, "Target.createTarget", new { url = "about:blank" }, ct)).GetProperty("targetId").GetString();
        var session = (await browser.SendAsync(null, "Target.attachToTarget", new { targetId = target, flatten = true }, ct)).GetProperty("sessionId").GetString();
        await browser.SendAsync(session, "Emulation.setScriptExecutionDisabled", new { value = true }, ct);
        var frame = (await browser.SendAsync(session, "Page.getFrameTree", null, ct)).GetProperty("frameTree").GetProperty("frame").GetProperty("id").GetString();
        await browser.SendAsync(session, "Page.setDocumentContent", new { frameId = frame, html = page }, ct);
        // The faces come with the page and are unpacked apart from it; printed before, the words would stand in others. Asked from
        // outside: no script of the page's runs.
        await browser.SendAsync(session, "Runtime.evaluate", new { expression = "document.fonts.ready.then(() => true)", awaitPromise = true, returnByValue = true }, ct);
        var printed = await browser.SendAsync(session, "Page.printToPDF", new { preferCSSPageSize = true, printBackground = true, generateTaggedPDF = true }, ct);
        return printed.GetProperty("data").GetBytesFromBase64();
    }
}
