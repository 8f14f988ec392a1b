import { databaseAdvice } from "#core/docker/image-advice.ts";
import { loadDatabases } from "#databases/load.ts";

/** What the database files say of their images. */
export const images = databaseAdvice(await loadDatabases());
