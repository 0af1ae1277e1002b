package gin

// FullPath returns the template of the request's route.
func (c *Context) FullPath() string { return c.Request.Pattern }
