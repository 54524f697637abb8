namespace TherapyCompanion.Core.Operations;

/// <summary>
/// Makes a PDF of one whole HTML page. The page carries its sheets and faces with it: nothing is fetched for it, and no script in it
/// runs.
/// </summary>
public interface IPrinter
{
    /// <returns>The PDF's bytes, or one of <see cref="PrintRefusals"/>.</returns>
    Task<Result<byte[]>> PrintAsync(string page, CancellationToken ct);
}
