using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>
/// Identity puts the protector into the model itself, and Entity Framework keeps one model a process: with another key ring the
/// model would go on sealing under the first. So a model belongs to its protector.
/// </summary>
internal sealed class ModelPerSeal : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) =>
        (context.GetType(), designTime, context.GetService<IPersonalDataProtector>());
}
