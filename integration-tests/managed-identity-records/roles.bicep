// The least that does what was observed. What the application has not done yet may need more.
// For the resource group of the resources. A principal… is the object id of an application's managed identity.
